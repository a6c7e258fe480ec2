/** The database: the server that DATABASE_URL names, or PGlite in a folder, in this process. */
import { PGlite } from '@electric-sql/pglite'
import { PGLiteSocketServer } from '@electric-sql/pglite-socket'
import pg from 'pg'

export interface Database {
  readonly pool: pg.Pool
  readonly close: () => Promise<void>
}

// PGlite has one session, two connections take each other's statements: one asks, one hears of new jobs
const embedded = async (folder: string): Promise<Database> => {
  const db = await PGlite.create(folder)
  const server = new PGLiteSocketServer({ db, port: 0, maxConnections: 2 })
  await server.start()
  const [host, port] = server.getServerConn().split(':')
  const pool = new pg.Pool({ host, port: Number(port), user: 'postgres', database: 'postgres', max: 2 })
  const close = async (): Promise<void> => {
    await pool.end()
    await server.stop().then(() => db.close())
  }
  return { pool, close }
}

export const openDatabase = async (folder: string, url = process.env['DATABASE_URL']): Promise<Database> => {
  if (url === undefined) return embedded(folder)
  // what graphile-worker writes down of its jobs may be lost: they are made again out of the rows
  const pool = new pg.Pool({ connectionString: url, max: 12, options: '-c synchronous_commit=off' })
  return { pool, close: () => pool.end() }
}

/**
 * The style of the page, as a page of a specification: one column, hairlines, and colour only beside a sign or a word.
 */

/** A colour scheme. Text on `paper` and on `tint` has a contrast of 4.5:1 at least (WCAG 2.2, 1.4.3). */
export interface Scheme {
  readonly paper: string
  readonly tint: string
  readonly ink: string
  readonly quiet: string
  readonly line: string
  readonly link: string
  readonly pass: string
  readonly fail: string
  readonly differs: string
  readonly absent: string
}

export const LIGHT: Scheme = {
  paper: '#fdfcfa',
  tint: '#f4f2ed',
  ink: '#22211f',
  quiet: '#62605a',
  line: '#dcd8cf',
  link: '#1d4f91',
  pass: '#22663f',
  fail: '#ab2019',
  differs: '#7d5000',
  absent: '#62605a',
}

export const DARK: Scheme = {
  paper: '#16171a',
  tint: '#1f2125',
  ink: '#e3e1dc',
  quiet: '#a3a19b',
  line: '#36383d',
  link: '#92b9ef',
  pass: '#83c99d',
  fail: '#ff9b90',
  differs: '#e4bd6b',
  absent: '#a3a19b',
}

const variables = (scheme: Scheme): string =>
  Object.entries(scheme)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

const page = `
*{box-sizing:border-box}
html{font:1rem/1.55 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",sans-serif;color:var(--ink);background:var(--paper);-webkit-text-size-adjust:100%;scroll-padding-top:4rem}
body{max-width:66rem;margin:0 auto;padding:2.5rem 1.5rem 5rem;overflow-wrap:break-word}
h1,h2,h3{font-family:Charter,"Bitstream Charter","Sitka Text",Cambria,Georgia,"Noto Serif",serif;font-weight:600;line-height:1.25;text-wrap:balance}
h1{font-size:2rem;margin:0 0 .4rem}
h2{font-size:1.4rem;margin:3.5rem 0 1rem;padding-top:.6rem;border-top:1px solid var(--line)}
h3{font-size:1.05rem;margin:0 0 .35rem}
p{margin:.5rem 0;max-width:44rem}
a{color:var(--link);text-decoration-thickness:1px;text-underline-offset:.18em}
a:hover{text-decoration-thickness:2px}
:focus-visible{outline:2px solid var(--link);outline-offset:2px;border-radius:2px}
:target{scroll-margin-top:4rem}
code,pre,.id{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,"Liberation Mono","DejaVu Sans Mono",monospace;font-variant-ligatures:none}
code,.id{font-size:.86em}
.word{white-space:nowrap}
.quiet{color:var(--quiet)}
.lead{font-size:1.1rem}
.skip{position:absolute;left:-100vw}
.skip:focus{left:1rem;top:.5rem;padding:.3rem .6rem;background:var(--paper);z-index:3}
nav ol{display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:1.2rem 0 0;padding:0;list-style:none}
`

const tables = `
table{border-collapse:separate;border-spacing:0;width:100%}
th,td{text-align:left;vertical-align:top;padding:.5rem .8rem .5rem 0;border-bottom:1px solid var(--line);font-weight:400}
thead th{font-size:.85rem;font-weight:600;vertical-align:bottom}
caption{text-align:left;padding-bottom:.6rem;color:var(--quiet);font-size:.9rem}
.number{text-align:right;font-variant-numeric:tabular-nums}
.totals{margin-top:2rem}
.totals thead th{white-space:nowrap}
.totals th{padding-right:2rem}
.totals tbody th{overflow-wrap:anywhere;min-width:9rem}
.totals .number{padding-right:1.6rem}
.totals .drawn{width:45%;padding-right:0}
.bar{display:block;width:100%;height:.55rem;margin-top:.5rem}
.bar .pass{fill:var(--pass)}.bar .fail{fill:var(--fail)}.bar .differs{fill:var(--differs)}.bar .not-applicable{fill:var(--line)}
.scroll{overflow-x:auto;overflow-y:clip}
.matrix thead th{position:sticky;top:0;background:var(--paper);z-index:1;border-bottom-color:var(--quiet);overflow-wrap:anywhere;min-width:5rem;padding-top:.6rem}
.scroll .matrix thead th{position:static}
.matrix tbody+tbody .section th{padding-top:2rem}
.matrix .section th{font-weight:600;border-bottom-color:var(--quiet);padding-top:1.2rem}
.matrix .law>th{padding-right:1.6rem;overflow-wrap:anywhere;min-width:15rem}
.matrix tbody:last-child tr:last-child>*,.failure:last-child{border-bottom:0}
.matrix .law>td{white-space:nowrap;width:8.5rem}
.matrix .law:hover{background:var(--tint)}
.matrix .law:target{background:var(--tint)}
.scroll .law>th{min-width:22rem}
.requirement{display:block;margin-top:.2rem;font-size:.92rem;max-width:44rem}
.rules{margin-left:.8em;font-size:.8rem;color:var(--quiet)}
.level{display:inline-block;min-width:6.3em;margin-right:.7em;padding:0 .4em;border:1px solid var(--quiet);border-radius:2px;font-size:.72rem;font-weight:600;letter-spacing:.05em;text-align:center;line-height:1.5;color:var(--ink)}
.level.MUST{background:var(--ink);border-color:var(--ink);color:var(--paper)}
.level.MAY{border-style:dashed}
.level.SEED,.level.FIELD{border-color:var(--line);color:var(--quiet)}
.level.FIELD{border-style:dashed;border-color:var(--quiet)}
.verdict{font-size:.92rem;white-space:nowrap}
.verdict .sign{display:inline-block;width:1.25em;font-weight:700}
.verdict.pass,.verdict.pass a{color:var(--pass)}
.verdict.fail,.verdict.fail a{color:var(--fail);font-weight:700}
.verdict.differs,.verdict.differs a{color:var(--differs)}
.verdict.not-applicable,.verdict.not-applicable a{color:var(--absent)}
.name{display:none}
`

const controls = `
.filter{display:flex;flex-wrap:wrap;gap:.4rem 2.4rem;align-items:end;margin:0 0 1.2rem;padding:.8rem 1rem;background:var(--tint);border-radius:3px;font-size:.9rem}
.filter fieldset{display:flex;flex-wrap:wrap;gap:.1rem 1.1rem;margin:0;padding:0;border:0;min-width:0}
.filter legend{padding:0;color:var(--quiet);font-size:.8rem}
.filter label{display:inline-flex;align-items:center;gap:.4em;min-height:1.9rem;cursor:pointer}
.filter input{accent-color:var(--link);margin:0}
.filter input[type=search]{font:inherit;color:inherit;background:var(--paper);border:1px solid var(--quiet);border-radius:3px;padding:.2rem .5rem;width:13rem;max-width:100%}
.filter .find{flex-direction:column;align-items:start;gap:0}
.filter .find span{color:var(--quiet);font-size:.8rem}
.filter output{flex-basis:100%;color:var(--quiet)}
.filter output:empty{display:none}
button{font:inherit;font-size:.85rem;color:var(--link);background:none;border:1px solid var(--line);border-radius:3px;padding:.15rem .7rem;min-height:1.9rem;cursor:pointer}
button:hover{border-color:currentColor}
[hidden]{display:none!important}
`

const findings = `
.failure{margin:0 0 1.5rem;padding:1.2rem 0 1.4rem;border-bottom:1px solid var(--line)}
.failure h3 .sign{color:var(--fail);margin-right:.4em}
.failure .reason{font-weight:600;max-width:none}
.failure pre{margin:.9rem 0;padding:.8rem 1rem;background:var(--tint);border-left:3px solid var(--fail);font-size:.8rem;line-height:1.5;white-space:pre-wrap;overflow-wrap:anywhere;unicode-bidi:isolate;max-height:36rem;overflow:auto}
.line{display:block;padding-left:calc(var(--in)*1ch + 2ch);text-indent:calc(var(--in)*-1ch - 2ch)}
.log{display:flex;flex-wrap:wrap;gap:.4rem 1.4rem;align-items:start}
.log details{min-width:0}.log details[open]{flex-basis:100%}
.failure details pre{border-left-color:var(--line);white-space:pre;overflow-wrap:normal}
.failure summary{cursor:pointer;color:var(--link);width:fit-content;line-height:1.9rem}
.failure h3,.reason,.notes,.key dd{overflow-wrap:anywhere}
.failure dl{display:flex;flex-wrap:wrap;gap:.2rem 1.8rem;margin:.6rem 0;font-size:.85rem}
.failure dl div{display:flex;gap:.5em;min-width:0}
.failure dt{flex:none}
.failure dd{overflow-wrap:anywhere;min-width:0}
dt{color:var(--quiet)}dd{margin:0}
.notes{padding-left:1.6rem;max-width:52rem}
.notes li{margin:0 0 1.1rem;padding-left:.3rem}
.notes ul{list-style:none;margin:.3rem 0 0;padding:0;columns:24rem 2;font-size:.9rem}
.notes li li{margin:0;padding:.1rem 0}
.notes li:target,.failure:target h3{background:var(--tint)}
.key{display:grid;grid-template-columns:max-content 1fr;gap:.35rem 1.2rem;margin:1rem 0;font-size:.9rem}
`

/*
 * On a phone a row of the matrix becomes a block: the law, and its verdicts below, each with its name. The roles in the
 * markup keep it a table for a screen reader, which `display: block` alone would take away.
 */
const narrow = `
@media screen and (max-width:52rem){
body{padding:1.5rem 1rem 4rem;overflow-wrap:anywhere}
h1{font-size:1.6rem}h2{margin-top:2.8rem}
.matrix,.matrix caption,.matrix tbody,.matrix tr,.matrix .section th{display:block}
.scroll{overflow:visible}
.matrix thead{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.matrix .law{display:flex;flex-wrap:wrap;gap:.3rem 1.5rem;padding:.8rem 0;border-bottom:1px solid var(--line)}
.matrix .law>th,.matrix .law>td{border:0;padding:0;width:auto;min-width:0}
.matrix .law>th{flex-basis:100%}
.name{display:block;font-size:.75rem;color:var(--quiet);white-space:normal}
.totals thead{display:none}.totals,.totals tbody,.totals tr,.totals th,.totals td{display:block;border:0;padding:0}
.totals tr{display:grid;grid-template-columns:1fr 1fr;gap:.1rem 1rem;padding:.7rem 0;border-bottom:1px solid var(--line)}
.totals th,.totals .drawn{grid-column:1/-1;width:auto}
.totals .number{text-align:left}.totals .name{display:inline;font-size:.85rem}
.notes{padding-left:1.2rem}
.failure pre{padding:.7rem .8rem;font-size:.74rem}
}
`

const print = `
@media print{
html{font-size:9.5pt;background:#fff}
body{max-width:none;padding:0}
.filter,.skip,nav,button{display:none}
.matrix thead th{position:static;background:none}
.scroll{overflow:visible}
.failure a[href^=http]::after{content:" (" attr(href) ")"}
.law,.failure h3,.notes li{break-inside:avoid}
h2,h3,.section{break-after:avoid}
.failure pre{max-height:none;overflow:visible}
details:not([open]){display:none}
.level.MUST,.bar{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
`

/** The whole style, but for the rules of the filter. */
export const style = [
  `:root{color-scheme:light dark;${variables(LIGHT)}}`,
  `@media screen and (prefers-color-scheme:dark){:root{${variables(DARK)}}}`,
  page,
  tables,
  controls,
  findings,
  narrow,
  print,
].join('')

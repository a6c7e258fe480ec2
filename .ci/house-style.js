/**
 * Lint rules for what no rule of oxlint's own says: the library has no exceptions, classes or enums, and `let` stands
 * only in a function after a comment `// hot loop: <why>`.
 */

const FUNCTIONS = new Set(['ArrowFunctionExpression', 'FunctionDeclaration', 'FunctionExpression', 'Program'])

const enclosingFunction = (node) => (FUNCTIONS.has(node.type) ? node : enclosingFunction(node.parent))

/** A rule that refuses every node of the given types. */
const refuse = (message, ...types) => ({
  create: (context) => Object.fromEntries(types.map((type) => [type, (node) => context.report({ node, message })])),
})

const letOnlyInHotLoops = {
  create: (context) => ({
    VariableDeclaration: (node) => {
      if (node.kind === 'const') return
      const within = enclosingFunction(node.parent)
      const marked = context.sourceCode
        .getAllComments()
        .some(
          ({ value, range: [start, end] }) =>
            /^ hot loop: \S/u.test(value) && start >= within.range[0] && end <= node.range[0],
        )
      if (!marked)
        context.report({ node, message: 'Use const, or say `// hot loop: <why>` above it in this function.' })
    },
  }),
}

export default {
  meta: { name: 'house' },
  rules: {
    'no-throw': refuse('Return a value: nothing throws.', 'ThrowStatement'),
    'no-class': refuse('Use plain data and functions: no classes.', 'ClassDeclaration', 'ClassExpression'),
    'no-enum': refuse('Use a union of strings: no enums, no namespaces.', 'TSEnumDeclaration', 'TSModuleDeclaration'),
    'let-only-in-hot-loops': letOnlyInHotLoops,
  },
}

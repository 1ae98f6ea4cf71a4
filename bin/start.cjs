// Kept apart from lightfield-import.cjs, because an old Node cannot even read the import() below.
import('../dist/cli/main.js').then(cli => cli.main(process.argv.slice(2), { keepsCode: true }))

import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier';
import jest from 'eslint-plugin-jest';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Node's own modules, then packages, then our own files: what a file depends on is read from the outside in. */
const importOrder = {
  meta: { type: 'layout', schema: [], messages: { order: 'Imports stand in this order: node:, packages, own files' } },
  create(context) {
    let last = 0;
    return {
      ImportDeclaration(node) {
        const name = node.source.value;
        const group = name.startsWith('node:') ? 0 : name.startsWith('.') ? 2 : 1;
        if (group < last) {
          context.report({ node, messageId: 'order' });
        }
        last = Math.max(last, group);
      },
    };
  },
};

/** One dialect (docs/adr/0070-one-dialect.md). */
const dialect = {
  plugins: { own: { rules: { 'import-order': importOrder } } },
  rules: {
    'one-var': ['error', 'never'],
    'object-shorthand': 'error',
    'prefer-arrow-callback': 'error',
    'arrow-body-style': ['error', 'as-needed'],
    'own/import-order': 'error',
    'no-restricted-syntax': [
      'error',
      {
        selector:
          ':matches(Program, ExportNamedDeclaration) > VariableDeclaration > VariableDeclarator:not([id.typeAnnotation]) > ArrowFunctionExpression',
        message: 'What a file declares as a function is one: `function name()`. Arrows are for values and callbacks.',
      },
      {
        selector:
          ':matches(PropertyDefinition, MethodDefinition[kind!="constructor"])[accessibility="private"]:not([declare=true])',
        message: 'Private members are `#name`; `private` is for what a constructor is given.',
      },
      {
        selector:
          ':matches(Program, ExportNamedDeclaration) > VariableDeclaration[kind="const"] > VariableDeclarator > Identifier.id[name=/^[A-Z][A-Z0-9]*_[A-Z0-9_]+$/]',
        message: 'Constants are named as all else: camelCase.',
      },
    ],
  },
};

const dialectFiles = ['{src,sandbox,web,packages,examples,bench,scripts,tools,test}/**/*.{ts,tsx,mjs}'];

export default tseslint.config(
  { ignores: ['**/dist/', '**/node_modules/', 'coverage/', '.cache/', '**/*.gen.ts'] },
  eslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx'],
    extends: [...tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        project: [
          ...['./tsconfig.json', './sandbox/tsconfig.eslint.json', './web/tsconfig.json', './tools/tsconfig.json'],
          './examples/spa/tsconfig.check.json',
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // A lint fix of this rule turns injected classes into type imports: tsc stays green and Nest dies at start.
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true, allowStaticOnly: false }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      // Nest declares its option types as classes.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      eqeqeq: 'error',
      'no-console': 'error',
      'no-control-regex': 'off',
    },
  },
  { files: dialectFiles, ...dialect },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/config/**'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'src/config is the only reader of the environment.' },
      ],
    },
  },
  {
    files: ['web/**/*.{ts,tsx}'],
    languageOptions: { globals: globals.browser },
    plugins: { 'react-hooks': reactHooks },
    rules: { ...reactHooks.configs.recommended.rules },
  },
  {
    files: ['**/*.spec.ts', 'test/**/*.ts'],
    plugins: { jest },
    languageOptions: { globals: globals.jest },
    rules: {
      'jest/no-focused-tests': 'error',
      'jest/no-disabled-tests': 'error',
      'jest/no-identical-title': 'error',
      '@typescript-eslint/unbound-method': 'off',
      // The matchers of expect, as members of an expected object, are any.
      '@typescript-eslint/no-unsafe-assignment': 'off',
      // A test names the shape it expects of a body.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.mjs', '**/*.cjs'],
    languageOptions: { globals: globals.node },
  },
  prettier,
  // Prettier's configuration switches it off; with braces always, the two agree.
  { files: dialectFiles, rules: { curly: ['error', 'all'] } },
);

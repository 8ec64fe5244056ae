import { cell, codeCell, table } from './markdown.mjs';

const defaultOf = ({ default: value, defaultText }) =>
  defaultText === undefined ? (value === undefined ? '' : codeCell(value)) : cell(defaultText);

/** The options of a plugin, from the description that its factory carries. */
export function optionsTable({ options }) {
  const rows = Object.entries(options).map(([name, rule]) => [
    codeCell(name),
    cell(rule.description ?? ''),
    cell(rule.expected),
    defaultOf(rule),
  ]);
  return rows.length === 0
    ? 'It has no options.'
    : table(['option', 'what it does', 'values', 'default'], rows);
}

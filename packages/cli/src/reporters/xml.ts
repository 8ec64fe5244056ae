/** Characters that XML 1.0 cannot have, not even as references. */
const FORBIDDEN = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

const ESCAPES: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
  // A parser would make spaces of them in an attribute.
  ...{ '\t': '&#9;', '\n': '&#10;', '\r': '&#13;' },
};

const legal = (text: string): string =>
  text.replace(
    FORBIDDEN,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

/** A piece of XML that is written as it is. */
export interface Xml {
  readonly xml: string;
}

type Attributes = Readonly<Record<string, string | number | undefined>>;

const attributeText = (value: string | number): string =>
  legal(String(value)).replace(/[&<>"'\t\n\r]/g, (character) => ESCAPES[character]!);

/** Text between tags; a line break stays one. */
const textOf = (text: string): string =>
  legal(text).replace(/[&<>\r]/g, (character) => ESCAPES[character]!);

/** An element; attributes that are undefined are left out. */
export function element(
  name: string,
  attributes: Attributes,
  children: readonly (Xml | string)[] = [],
): Xml {
  const pairs = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [` ${key}="${attributeText(value)}"`],
  );
  const start = `<${name}${pairs.join('')}`;
  if (children.length === 0) return { xml: `${start}/>` };
  const inside = children.map((child) => (typeof child === 'string' ? textOf(child) : child.xml));
  const isText = children.every((child) => typeof child === 'string');
  const body = isText ? inside.join('') : `\n${inside.join('\n')}\n`;
  return { xml: `${start}>${body}</${name}>` };
}

export const documentOf = ({ xml }: Xml): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n${xml}\n`;

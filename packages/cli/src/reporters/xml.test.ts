import { expect, test } from 'vitest';
import { documentOf, element } from './xml.ts';

test('text and attributes are escaped, and what XML cannot have is shown', () => {
  const text = `a<b>&"'\n\u0000\u001b\ud800\ufffe 😀`;
  expect(element('a', { b: text }, [text]).xml).toBe(
    `<a b="a&lt;b&gt;&amp;&quot;&apos;&#10;\\u0000\\u001b\\ud800\\ufffe 😀">a&lt;b&gt;&amp;"'\n\\u0000\\u001b\\ud800\\ufffe 😀</a>`,
  );
});

test('elements are nested, and attributes that are undefined are left out', () => {
  const inner = element('c', { n: 1, m: undefined });
  expect(documentOf(element('a', {}, [inner, inner]))).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<a>\n<c n="1"/>\n<c n="1"/>\n</a>\n',
  );
});

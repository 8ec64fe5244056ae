/**
 * A declaration file that compiles where an optional peer is not installed, also with skipLibCheck false: its types are
 * `any` there.
 */
export function withoutPeers(text, { peerDependenciesMeta = {} }) {
  const optional = Object.keys(peerDependenciesMeta).filter(
    (name) => peerDependenciesMeta[name].optional === true,
  );
  const needsOne = (line) => {
    const from = /^(?:import|export) .*from ['"]([^'"]+)['"];$/.exec(line)?.[1];
    return optional.some((name) => from === name || from?.startsWith(`${name}/`));
  };
  return text
    .split('\n')
    .map((line) => (needsOne(line) ? `// @ts-ignore: an optional peer\n${line}` : line))
    .join('\n');
}

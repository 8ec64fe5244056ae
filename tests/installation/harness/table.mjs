/** Prints the closing table and counts; with `json`, one line of JSON instead of the table. */
export function printTable(results, { json }) {
  if (json) {
    const rows = results.map(({ target, seconds, error, notRun }) => ({
      ...{ name: target.name, group: target.group, expects: target.expects },
      ...{ seconds: Number(seconds.toFixed(1)), error, notRun },
    }));
    console.log(JSON.stringify(rows));
  } else {
    console.log('\n| target | backend | seconds | result |\n| --- | --- | ---: | --- |');
    for (const { target, seconds, error, notRun } of results) {
      const result =
        notRun !== undefined ? `not run: ${notRun}` : error === undefined ? 'ok' : 'failed';
      console.log(
        `| ${target.name} | ${[target.expects ?? '-'].flat().join(', ')} | ${seconds.toFixed(1)} | ${result} |`,
      );
    }
  }
  const failed = results.filter(({ error }) => error !== undefined).length;
  const skipped = results.filter(({ notRun }) => notRun !== undefined).length;
  const passed = results.length - failed - skipped;
  console.log(`\nmatrix: ${passed} passed, ${failed} failed, ${skipped} skipped`);
}

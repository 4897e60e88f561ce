// One line a test; at the end what failed once more, and the counts.

export default async function* report(source) {
  let passed = 0;
  const failed = [];
  for await (const { type, data } of source) {
    if (type === 'test:pass') {
      passed += 1;
      yield `ok      ${data.name} (${Math.round(data.details.duration_ms)} ms)\n`;
    } else if (type === 'test:fail') {
      failed.push(`FAILED  ${data.name} (${Math.round(data.details.duration_ms)} ms)\n${data.details.error?.cause?.stack ?? data.details.error}\n`);
      yield failed.at(-1);
    } else if (type === 'test:stderr') {
      yield data.message;
    }
  }
  if (failed.length > 0) yield `\n${failed.join('')}`;
  yield `${passed} passed, ${failed.length} failed\n`;
}

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** A child that answers every JSON line with one JSON line. */
export class LineProcess {
  #child;
  #waiting = [];
  #errors = '';

  constructor(file, [script, ...rest], env) {
    this.#child = spawn(file, [fileURLToPath(script), ...rest], { env });
    this.#child.stderr.on('data', (text) => (this.#errors = (this.#errors + text).slice(-4000)));
    createInterface(this.#child.stdout).on('line', (line) => {
      const { resolve, reject } = this.#waiting.shift();
      const answer = JSON.parse(line);
      if (answer.error === undefined) resolve(answer);
      else reject(new Error(answer.error.message ?? answer.error));
    });
    this.#child.on('close', (code) => {
      for (const { reject } of this.#waiting) {
        reject(new Error(`${script} ended with ${code}: ${this.#errors}`));
      }
    });
  }

  request(message) {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
      this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    });
  }

  end() {
    this.#child.stdin.end();
  }
}

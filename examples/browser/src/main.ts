import { branin, X, Y } from './landscape.ts';
import type { Evaluated, Message } from './messages.ts';

const status = document.querySelector('#status')!;
const canvas = document.querySelector<HTMLCanvasElement>('#map')!;
const context = canvas.getContext('2d')!;
const { width, height } = canvas;

/** Dark where the function is low. */
function drawLandscape(): void {
  const side = 10;
  for (let column = 0; column < width; column += side) {
    for (let row = 0; row < height; row += side) {
      const x = X.low + ((column + side / 2) / width) * (X.high - X.low);
      const y = Y.high - ((row + side / 2) / height) * (Y.high - Y.low);
      const light = 25 + 65 * Math.min(1, Math.log1p(branin(x, y)) / Math.log1p(300));
      context.fillStyle = `hsl(210 40% ${light}%)`;
      context.fillRect(column, row, side, side);
    }
  }
}

function drawTrial({ x, y, phase }: Evaluated): void {
  const column = ((x - X.low) / (X.high - X.low)) * width;
  const row = ((Y.high - y) / (Y.high - Y.low)) * height;
  context.beginPath();
  context.arc(column, row, 6, 0, 2 * Math.PI);
  context.fillStyle = phase === 'initial' ? 'white' : 'orange';
  context.fill();
  context.stroke();
}

drawLandscape();
const phases: string[] = [];
const worker = new Worker(new URL('./search.ts', import.meta.url), { type: 'module' });
worker.addEventListener('message', ({ data }: MessageEvent<Message>) => {
  if (data.type === 'trial') {
    const { number, value, phase } = data.trial;
    phases.push(phase);
    drawTrial(data.trial);
    if (data.isBest) status.textContent = `Trial ${number}: ${value.toFixed(4)}, the best so far`;
    return;
  }
  const { value, backend } = data;
  status.textContent = `Found ${value.toFixed(4)} with ${phases.length} trials (${backend}).`;
  // For a person who looks, and for the test of this example.
  // eslint-disable-next-line no-console
  console.log(JSON.stringify({ value, backend, phases }));
});
worker.addEventListener('error', ({ message }) => {
  status.textContent = `The search failed: ${message}`;
});

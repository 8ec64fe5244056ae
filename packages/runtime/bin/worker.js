// The start of a child process of the pool. Committed as it is, so that the pool finds it beside its
// sources and beside what is built of them.
import { work } from '../dist/worker/work.js';

work(process);

// The entry of a child process of the pool. It is committed, not built, so that the pool finds it at
// the same place from its sources and from its build.
import { work } from '../dist/worker/work.js';

work(process);

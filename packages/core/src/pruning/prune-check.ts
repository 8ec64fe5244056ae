import type { StudyParts } from '../study/study-parts.ts';
import { CurveRecorder } from './curve-recorder.ts';
import { isStopped } from './is-stopped.ts';
import type { Pruner } from './pruner.ts';

/** Asks a pruner about trials whose reports are stored: those of this process, and of others. */
export class PruneCheck {
  readonly #parts: StudyParts;
  readonly #curves: CurveRecorder;

  constructor(parts: StudyParts) {
    this.#parts = parts;
    this.#curves = new CurveRecorder(parts.log, parts.options.direction);
  }

  /**
   * Whether the pruner stops a trial. Takes in the latest reports first.
   * @throws STUDY_CLOSED, PRUNER_INVALID
   */
  async shouldStop(number: number, pruner: Pruner): Promise<boolean> {
    const { log, reports } = this.#parts;
    await reports.flush();
    if (!log.isCurrent) await log.sync();
    await this.#curves.refresh();
    this.#parts.assertOpen();
    return isStopped(pruner, this.#curves.history(number), this.#curves.curve({ number }));
  }
}

import { computed, ref, shallowRef, type ComputedRef, type Ref, type ShallowRef } from 'vue';
import type { Answer, Ground, State } from './messages.ts';
import { settingsFault, type Settings } from './settings.ts';
import { startWorker } from './worker-client.ts';

/** Between two steps while it plays, in milliseconds. */
export const PAUSE_MS = { slow: 1500, normal: 600, fast: 0 } as const;
export type Speed = keyof typeof PAUSE_MS;

/** One search that is played, paused, stepped and reset. */
export interface Player {
  readonly ground: ShallowRef<Ground | undefined>;
  readonly state: ShallowRef<State | undefined>;
  /** The settings of the search that is shown. */
  readonly settings: ShallowRef<Settings | undefined>;
  readonly isPlaying: Ref<boolean>;
  /** Whether the worker computes. */
  readonly isBusy: Ref<boolean>;
  readonly isOver: ComputedRef<boolean>;
  readonly fault: Ref<string | undefined>;
  readonly speed: Ref<Speed>;
  reset(settings: Settings): void;
  step(): void;
  play(): void;
  pause(): void;
  dispose(): void;
}

export function createPlayer(): Player {
  const ground = shallowRef<Ground>();
  const state = shallowRef<State>();
  const settings = shallowRef<Settings>();
  const [isPlaying, isBusy] = [ref(false), ref(false)];
  const fault = ref<string>();
  const speed = ref<Speed>('normal');
  const isOver = computed(() => state.value?.isOver === true);
  let search = 0;
  /** Steps that were asked for while the worker was busy. */
  let due = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const fail = (reason: string): void => {
    [fault.value, isPlaying.value, isBusy.value, due] = [reason, false, false, 0];
  };
  const worker = startWorker(received, fail);

  function received(answer: Answer): void {
    if (answer.search !== search) return;
    isBusy.value = false;
    if (answer.type === 'failed') return fail(answer.reason);
    if (answer.type === 'begun') ground.value = answer.ground;
    state.value = answer.state;
    if (answer.state.isOver) [isPlaying.value, due] = [false, 0];
    else if (due > 0) advance();
    else if (isPlaying.value) timer = setTimeout(advance, PAUSE_MS[speed.value]);
  }

  function advance(): void {
    clearTimeout(timer);
    if (isBusy.value || isOver.value || state.value === undefined) return;
    due = Math.max(0, due - 1);
    isBusy.value = true;
    worker.send({ type: 'step', search });
  }

  return {
    ...{ ground, state, settings, isPlaying, isBusy, isOver, fault, speed },
    reset(chosen) {
      clearTimeout(timer);
      [isPlaying.value, due] = [false, 0];
      fault.value = settingsFault(chosen);
      if (fault.value !== undefined) return;
      search += 1;
      isBusy.value = true;
      state.value = undefined;
      settings.value = chosen;
      worker.send({ type: 'begin', search, settings: chosen });
    },
    step() {
      isPlaying.value = false;
      due += 1;
      advance();
    },
    play() {
      isPlaying.value = true;
      advance();
    },
    pause() {
      [isPlaying.value, due] = [false, 0];
      clearTimeout(timer);
    },
    dispose() {
      clearTimeout(timer);
      worker.stop();
    },
  };
}

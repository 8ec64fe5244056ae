/** The optimizers of Keras that a space may have, with Keras' defaults but for the learning rate. */
export const OPTIMIZERS = ['rmsprop', 'adam', 'sgd'] as const;
export type OptimizerName = (typeof OPTIMIZERS)[number];

/** The part of a recipe that defines the network and its dropout. */
export interface Architecture {
  readonly filters1: number;
  readonly filters2: number;
  readonly units: number;
  readonly dropout1Rate: number;
  readonly dropout2Rate: number;
}

/** What a training depends on besides its seed and its data. Needs no types of TensorFlow. */
export interface Recipe extends Architecture {
  readonly lr: number;
  readonly optimizer: OptimizerName;
  /** Images in one step. */
  readonly batch: number;
}

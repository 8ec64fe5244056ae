import { WHEEL_VERSION } from './versions.ts';
import type { Hashes } from './verify.ts';

/** A wheel of the Python package index. */
export interface WheelPin {
  readonly name: string;
  readonly version: string;
  readonly sha256: string;
}

/** Wheels that belong together, each pinned by version and hash. */
export interface WheelSet {
  readonly pins: readonly WheelPin[];
  /** Size of the download, if it is known. */
  readonly downloadBytes: number | undefined;
  /** Free space that wheels and unpacked files need together. */
  readonly neededBytes: number;
  /** Prefixes of the paths in the wheels that are unpacked. */
  readonly wanted: readonly string[];
  /**
   * SHA-256 of the libraries in a finished folder, so that they are known without the wheel, whatever
   * else lies in the cache. Empty if they are not known: then what came out of the wheels is recorded.
   */
  readonly libraries: Hashes;
}

/** The lines of a requirements file. */
export const requirementsOf = ({ pins }: WheelSet): string =>
  pins.map(({ name, version, sha256 }) => `${name}==${version} --hash=sha256:${sha256}\n`).join('');

/** The Python version of the wheels; their libraries do not depend on it. */
export const WHEEL_PYTHON = '3.11';

export const LIBRARIES = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'] as const;

/** The two libraries, and the headers that tfjs' C++ files include. */
const TENSORFLOW = [
  ...LIBRARIES.map((name) => `tensorflow/${name}`),
  'tensorflow/include/tensorflow/c/',
  'tensorflow/include/tensorflow/core/platform/',
  'tensorflow/include/tsl/platform/',
  'tensorflow/include/xla/tsl/c/',
];

const pin = (name: string, version: string, sha256: string): WheelPin => ({
  name,
  version,
  sha256,
});

export const CPU_WHEELS: WheelSet = {
  pins: [
    pin(
      'tensorflow-cpu',
      WHEEL_VERSION,
      '0b6d72bd09c267e7573757bd309f5b1e2cdb02577339991da751f3a1411e4dae',
    ),
  ],
  downloadBytes: 251_795_484,
  neededBytes: 1.2e9,
  wanted: TENSORFLOW,
  libraries: {
    'lib/libtensorflow_cc.so.2': '0855f3bb8aa9eb1491d3aa68cea51ef555533feec8d048e80f18f4c88166f955',
    'lib/libtensorflow_framework.so.2':
      '387ee3a509d75e6459d39ccad1894e108ef3dcc2b7224fab16963a366eadf14a',
  },
};

/**
 * TensorFlow for CUDA 12 and the libraries of its extra `and-cuda`. They are unpacked to `nvidia` beside
 * `lib`, where the run path of TensorFlow's libraries finds them.
 */
export const CUDA_WHEELS: WheelSet = {
  pins: [
    pin(
      'tensorflow',
      WHEEL_VERSION,
      '8e5524eb492160576e5eeea9bb472ddc653123503f2290f83123d5ac9545750e',
    ),
    pin(
      'nvidia-cublas-cu12',
      '12.5.3.2',
      'ca070ad70e9fa6654084575d01bd001f30cc4665e33d4bb9fc8e0f321caa034b',
    ),
    pin(
      'nvidia-cuda-cupti-cu12',
      '12.5.82',
      'bde77a5feb66752ec61db2adfe47f56b941842825b4c7e2068aff27c9d107953',
    ),
    pin(
      'nvidia-cuda-nvcc-cu12',
      '12.5.82',
      'b03e545b8e8c3ce7ebcd7fc44063180ff52ff01d064ece2127ed90a04ef12cd0',
    ),
    pin(
      'nvidia-cuda-nvrtc-cu12',
      '12.5.82',
      '3dbd97b0104b4bfbc3c4f8c79cd2496307c89c43c29a9f83125f1d76296ff3fd',
    ),
    pin(
      'nvidia-cuda-runtime-cu12',
      '12.5.82',
      '3e79a060e126df40fd3a068f3f787eb000fa51b251ec6cd97d09579632687115',
    ),
    pin(
      'nvidia-cudnn-cu12',
      '9.3.0.75',
      '9ad9c6929ebb5295eb4a1728024666d1c88283373e265a0c5c883e6f9d5cd76d',
    ),
    pin(
      'nvidia-cufft-cu12',
      '11.2.3.61',
      '9a6e8df162585750f61983a638104a48c756aa13f9f48e19ab079b38e3c828b8',
    ),
    pin(
      'nvidia-curand-cu12',
      '10.3.6.82',
      '2823fb27de4e44dbb22394a6adf53aa6e1b013aca0f8c22867d1cfae58405536',
    ),
    pin(
      'nvidia-cusolver-cu12',
      '11.6.3.83',
      '93cfafacde4428b71778eeb092ec615a02a3d05404da1bcf91c53e3fa1bce42b',
    ),
    pin(
      'nvidia-cusparse-cu12',
      '12.5.1.3',
      '016df8e993c437e8301e62739f01775cba988fd5253cd4c64173f8e8d2f8e752',
    ),
    pin(
      'nvidia-nccl-cu12',
      '2.23.4',
      'b097258d9aab2fa9f686e33c6fe40ae57b27df60cedbd15d139701bb5509e0c1',
    ),
    pin(
      'nvidia-nvjitlink-cu12',
      '12.5.82',
      'f9b37bc5c8cf7509665cb6ada5aaa0ce65618f2332b7d3e78e9790511f111212',
    ),
  ],
  downloadBytes: undefined,
  neededBytes: 10e9,
  wanted: [...TENSORFLOW, 'nvidia/'],
  libraries: {},
};

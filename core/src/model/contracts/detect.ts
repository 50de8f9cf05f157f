// SPDX-License-Identifier: Apache-2.0
import { letterbox, type Rect } from '@sfumato/native';
import type { Frame } from '../../frame/index.js';
import { SfumatoError } from '../../protocol/error.js';
import type { LoadedModel } from '../access.js';
import type { ContractOf } from '../contract.js';
import type { FloatTensor, Tensor } from '../tensor.js';
import { floatOutput } from './graph-output.js';
import { inputSize, pictureToTensor } from './picture-tensor.js';

/** Something that was found, in the frame's pixels. Boxes may reach outside the frame. */
export interface Detection {
  readonly box: Rect;
  /** 0..1. */
  readonly score: number;
  /** The class's name: `person`, `dog` …, or `face`. */
  readonly label: string;
  /** Faces: right eye, left eye, nose, right and left corner of the mouth (the person's own right). */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface DetectOptions {
  /** What is less sure is left out. Default: 0.4 for objects, 0.6 for faces. */
  readonly minScore?: number;
  /** Boxes of one label that overlap more (intersection over union) are one. Default: 0.45. */
  readonly maxOverlap?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a model of contract boxes.yolox.v1 (YOLOX, Ge et al. 2021) or faces.yunet.v1 (YuNet, Wu et al. 2023) on a frame of
 * any format. The surest come first. Throws TypeError for models of other contracts, and what the model's run throws.
 */
export async function runDetect(
  model: LoadedModel,
  frame: Frame,
  options: DetectOptions = {},
): Promise<readonly Detection[]> {
  const { contract, id } = model.manifest;
  if (contract.name !== 'boxes.yolox.v1' && contract.name !== 'faces.yunet.v1') {
    throw new TypeError(
      `Expected a model of contract boxes.yolox.v1 or faces.yunet.v1 but received ${contract.name}`,
    );
  }
  const { signal, maxOverlap = 0.45 } = options;
  signal?.throwIfAborted();
  const size = inputSize(contract.size, frame.width, frame.height);
  const place = letterbox(frame, size, 'top-left');
  const whole = { x: 0, y: 0, width: frame.width, height: frame.height };
  const input = await pictureToTensor(frame, whole, contract.input, {
    ...size,
    place,
    pad: contract.letterbox.pad,
    alpha: 'premultiply',
    signal,
  });
  const outputs = await model.run({ [contract.input.tensor]: input }, { signal });
  const minScore = options.minScore ?? (contract.name === 'boxes.yolox.v1' ? 0.4 : 0.6);
  const found =
    contract.name === 'boxes.yolox.v1'
      ? decodeYolox(id, contract, outputs, size, minScore)
      : decodeYunet(id, contract, outputs, size, minScore);
  const scale = { x: frame.width / place.width, y: frame.height / place.height };
  return keepBest(found, maxOverlap).map((detection) => scaled(detection, scale));
}

/** The cells of a stride's grid, row by row. */
function* cells(size: { width: number; height: number }, stride: number) {
  const columns = Math.floor(size.width / stride);
  const rows = Math.floor(size.height / stride);
  for (let i = 0; i < columns * rows; i++) yield { i, column: i % columns, row: Math.floor(i / columns) };
}

function expectLength(id: string, name: string, tensor: FloatTensor, length: number): FloatTensor {
  if (tensor.data.length === length) return tensor;
  throw new SfumatoError(
    'MODEL_CONTRACT',
    `${id}: expected ${length} numbers from ${name} but it gave ${tensor.data.length}.`,
  );
}

type Outputs = Readonly<Record<string, Tensor>>;
type Size = Readonly<{ width: number; height: number }>;
const cellsOf = (size: Size, strides: readonly number[]) =>
  strides.reduce((sum, s) => sum + Math.floor(size.width / s) * Math.floor(size.height / s), 0);

function decodeYolox(
  id: string,
  { output, strides, classes }: ContractOf<'boxes.yolox.v1'>,
  outputs: Outputs,
  size: Size,
  minScore: number,
): Detection[] {
  const width = 5 + classes.length;
  const tensor = floatOutput(id, outputs, output);
  const { data } = expectLength(id, output, tensor, width * cellsOf(size, strides));
  const found: Detection[] = [];
  let anchor = 0;
  for (const stride of strides) {
    for (const { column, row } of cells(size, stride)) {
      const row0 = anchor++ * width;
      const at = (k: number) => data[row0 + k] ?? 0;
      if (at(4) < minScore) continue;
      let best = 0;
      for (let c = 1; c < classes.length; c++) if (at(5 + c) > at(5 + best)) best = c;
      const score = at(4) * at(5 + best);
      if (score < minScore) continue;
      const box = centred(at(0), at(1), at(2), at(3), column, row, stride);
      found.push({ box, score, label: classes[best] ?? '', points: [] });
    }
  }
  return found;
}

function decodeYunet(
  id: string,
  { strides }: ContractOf<'faces.yunet.v1'>,
  outputs: Outputs,
  size: Size,
  minScore: number,
): Detection[] {
  const found: Detection[] = [];
  for (const stride of strides) {
    const count = cellsOf(size, [stride]);
    const read = (name: string, width: number) =>
      expectLength(id, name, floatOutput(id, outputs, name), width * count).data;
    const classScore = read(`cls_${stride}`, 1);
    const objectScore = read(`obj_${stride}`, 1);
    const boxes = read(`bbox_${stride}`, 4);
    const points = read(`kps_${stride}`, 10);
    for (const { i, column, row } of cells(size, stride)) {
      const score = Math.sqrt(clamp01(classScore[i]) * clamp01(objectScore[i]));
      if (score < minScore) continue;
      const b = (k: number) => boxes[4 * i + k] ?? 0;
      const p = (k: number) => points[10 * i + k] ?? 0;
      found.push({
        box: centred(b(0), b(1), b(2), b(3), column, row, stride),
        score,
        label: 'face',
        points: [0, 1, 2, 3, 4].map((k) => ({
          x: (p(2 * k) + column) * stride,
          y: (p(2 * k + 1) + row) * stride,
        })),
      });
    }
  }
  return found;
}

const clamp01 = (x: number | undefined) => Math.min(1, Math.max(0, x ?? 0));

/** Both nets give a box's centre in cells from its own, and its sides as logarithms of cells. */
function centred(
  dx: number,
  dy: number,
  logWidth: number,
  logHeight: number,
  column: number,
  row: number,
  stride: number,
): Rect {
  const width = Math.exp(logWidth) * stride;
  const height = Math.exp(logHeight) * stride;
  return { x: (dx + column) * stride - width / 2, y: (dy + row) * stride - height / 2, width, height };
}

/** Greedy non-maximum suppression within each label. */
function keepBest(found: readonly Detection[], maxOverlap: number): Detection[] {
  const kept: Detection[] = [];
  for (const candidate of [...found].sort((a, b) => b.score - a.score)) {
    const rival = kept.some(
      ({ label, box }) => label === candidate.label && overlap(box, candidate.box) > maxOverlap,
    );
    if (!rival) kept.push(candidate);
  }
  return kept;
}

function overlap(a: Rect, b: Rect): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (width <= 0 || height <= 0) return 0;
  const both = width * height;
  return both / (a.width * a.height + b.width * b.height - both);
}

function scaled({ box, points, ...rest }: Detection, scale: { x: number; y: number }): Detection {
  return {
    ...rest,
    box: {
      x: box.x * scale.x,
      y: box.y * scale.y,
      width: box.width * scale.x,
      height: box.height * scale.y,
    },
    points: points.map(({ x, y }) => ({ x: x * scale.x, y: y * scale.y })),
  };
}

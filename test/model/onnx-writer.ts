// SPDX-License-Identifier: Apache-2.0

/*
 * Writes tiny ONNX graphs (protobuf, onnx.proto3 of IR version 8), so that tests have models whose results are known
 * exactly and nobody's licence is at stake.
 */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
const int = (field: number, value: number) => Buffer.from([...varint(field * 8), ...varint(value)]);
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([Buffer.from([...varint(field * 8 + 2), ...varint(value.byteLength)]), value]);
const text = (field: number, value: string) => bytes(field, Buffer.from(value));
const message = (field: number, ...parts: readonly Uint8Array[]) => bytes(field, Buffer.concat(parts));

export type ElementType = 'f32' | 'f16' | 'i64';
const elementCodes = { f32: 1, f16: 10, i64: 7 } as const satisfies Record<ElementType, number>;

export interface GraphValue {
  readonly name: string;
  readonly type: ElementType;
  /** Names are symbolic. */
  readonly dims: readonly (number | string)[];
}

export interface GraphNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
}

/** A value that is stored in the graph: one f32. */
export interface GraphConstant {
  readonly name: string;
  readonly value: number;
}

const valueInfo = (field: number, { name, type, dims }: GraphValue) => {
  const shape = dims.map((dim) =>
    typeof dim === 'number' ? message(1, int(1, dim)) : message(1, text(2, dim)),
  );
  return message(
    field,
    text(1, name),
    message(2, message(1, int(1, elementCodes[type]), message(2, ...shape))),
  );
};

/** A model of opset 13. */
export function writeOnnx(graph: {
  readonly inputs: readonly GraphValue[];
  readonly outputs: readonly GraphValue[];
  readonly nodes: readonly GraphNode[];
  readonly constants?: readonly GraphConstant[];
}): Buffer {
  const nodes = graph.nodes.map(({ op, inputs, outputs }) =>
    message(1, ...inputs.map((name) => text(1, name)), ...outputs.map((name) => text(2, name)), text(4, op)),
  );
  const constants = (graph.constants ?? []).map(({ name, value }) =>
    message(
      5,
      int(2, elementCodes.f32),
      text(8, name),
      bytes(9, new Uint8Array(Float32Array.of(value).buffer)),
    ),
  );
  return Buffer.concat([
    int(1, 8),
    message(
      7,
      ...nodes,
      text(2, 'test'),
      ...constants,
      ...graph.inputs.map((value) => valueInfo(11, value)),
      ...graph.outputs.map((value) => valueInfo(12, value)),
    ),
    message(8, text(1, ''), int(2, 13)),
  ]);
}

/** y = factor · x + offset, on planar pictures of any size. */
export const affineModel = (factor: number, offset: number): Buffer =>
  writeOnnx({
    inputs: [{ name: 'x', type: 'f32', dims: [1, 3, 'h', 'w'] }],
    outputs: [{ name: 'y', type: 'f32', dims: [1, 3, 'h', 'w'] }],
    nodes: [
      { op: 'Mul', inputs: ['x', 'factor'], outputs: ['scaled'] },
      { op: 'Add', inputs: ['scaled', 'offset'], outputs: ['y'] },
    ],
    constants: [
      { name: 'factor', value: factor },
      { name: 'offset', value: offset },
    ],
  });

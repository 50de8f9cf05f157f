// SPDX-License-Identifier: Apache-2.0

/** A sentence of the engine: what stands between backticks is a command, and is set as one. */
export function Prose({ children }: { readonly children: string }) {
  return children.split('`').map((part, i) =>
    i % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a sentence keep their places
      <span className="sf-code" key={i}>
        {part}
      </span>
    ) : (
      part
    ),
  );
}

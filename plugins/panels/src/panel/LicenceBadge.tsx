// SPDX-License-Identifier: Apache-2.0
import { useHelp } from '../controls/useHelp.js';
import type { Verdict } from '../engine/port.js';
import { text } from '../text/en.js';

/** Whether a model may be used commercially: in words, not in colour alone. */
export function LicenceBadge({ verdict }: { readonly verdict: Verdict }) {
  const helped = useHelp(text.models.verdicts[verdict], text.models.verdictHelp[verdict]);
  return (
    <div className={`sf-badge sf-badge-${verdict}`} {...helped}>
      {text.models.verdicts[verdict]}
    </div>
  );
}

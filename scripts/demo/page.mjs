// SPDX-License-Identifier: Apache-2.0
// The demo's page: one self-contained HTML file, pictures embedded, no script from anywhere else.

const escapeHtml = (text) => String(text).replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
const dataUrl = (jpegOrPng) => {
  const type = jpegOrPng[0] === 0x89 ? 'png' : 'jpeg';
  return `data:image/${type};base64,${jpegOrPng.toString('base64')}`;
};

/** Before and after under one wipe: the range input moves it, by mouse, touch or arrow keys. */
function wipe({ before, after, label, checker }) {
  return `<figure class="wipe${checker ? ' checker' : ''}" style="--at:50%">
  <img src="${dataUrl(after)}" alt="${escapeHtml(label)}: after">
  <img class="before" src="${dataUrl(before)}" alt="${escapeHtml(label)}: before">
  <input type="range" min="0" max="100" value="50" aria-label="${escapeHtml(label)}: wipe between before and after">
  <figcaption><span>before</span><span>after</span></figcaption>
</figure>`;
}

const verdicts = {
  cleared: 'cleared for commercial use',
  unclear: 'terms of the training data unclear',
  no: 'not for commercial use',
};

const modelLine = (model) =>
  `<li><strong>${escapeHtml(model.title)}</strong> <span class="badge ${escapeHtml(model.verdict)}">${escapeHtml(verdicts[model.verdict] ?? model.verdict)}</span><br>
  weights ${escapeHtml(model.weights)} · ${escapeHtml(model.reason)} · ran on ${escapeHtml(model.provider)} · <code>${escapeHtml(model.hash.slice(0, 12))}</code></li>`;

function resultCard(result) {
  const models = result.models.length
    ? `<ul class="models">${result.models.map(modelLine).join('')}</ul>`
    : '<p class="models">No model: native kernels only.</p>';
  return `<section class="card">
  <h3>${escapeHtml(result.title)}</h3>
  <p>${escapeHtml(result.what)}</p>
  ${wipe(result)}
  ${result.crop ? `<p class="crop">The same at 100&nbsp;%:</p>${wipe(result.crop)}` : ''}
  <dl><dt>Picture</dt><dd>${escapeHtml(result.size)}</dd><dt>Time</dt><dd>${escapeHtml(result.time)}</dd></dl>
  ${models}
  ${result.notes.map((note) => `<p class="note">${escapeHtml(note)}</p>`).join('')}
  <p class="files">${result.files.map((f) => `<a href="${escapeHtml(f)}">${escapeHtml(f)}</a>`).join(' · ')}</p>
</section>`;
}

const photoSection = (photo) => `<article>
  <h2>${escapeHtml(photo.title)}</h2>
  <p class="credit">${escapeHtml(photo.credit)}</p>
  <div class="cards">${photo.results.map(resultCard).join('\n')}</div>
</article>`;

const style = `
:root { color-scheme: light dark; --line: light-dark(#d8d6d2, #3a3a3c); --soft: light-dark(#6b6862, #a2a09b); }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 84rem; font: 16px/1.5 system-ui, sans-serif;
  background: light-dark(#f6f5f2, #1c1c1e); color: light-dark(#1d1c1a, #ecebe8); }
h1 { font-size: 2rem; margin: 0; letter-spacing: -0.02em; }
h2 { margin: 3rem 0 0; font-size: 1.4rem; } h3 { margin: 0; font-size: 1.1rem; }
.lead, .credit, dl, .models, .crop, .files { color: var(--soft); } .credit { margin-top: 0; font-size: .9rem; }
.cards { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 34rem), 1fr)); gap: 1.25rem; }
.card { border: 1px solid var(--line); border-radius: 12px; padding: 1.1rem; background: light-dark(#fff, #242426); }
.card p { margin: .35rem 0; } .models { padding: 0; margin: .5rem 0; list-style: none; font-size: .85rem; }
.wipe { position: relative; margin: .6rem 0; border-radius: 8px; overflow: hidden; background: #8884; }
.wipe.checker { background: repeating-conic-gradient(#bbb 0 25%, #fff 0 50%) 0 0 / 20px 20px; }
.wipe img { display: block; width: 100%; }
.wipe .before { position: absolute; inset: 0; clip-path: inset(0 calc(100% - var(--at)) 0 0); }
.wipe::after { content: ''; position: absolute; inset: 0 auto 0 var(--at); width: 2px; margin-left: -1px; background: #fff;
  box-shadow: 0 0 4px #000a; pointer-events: none; }
.wipe input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: ew-resize; }
.wipe:focus-within { outline: 3px solid #3b82f6; outline-offset: 2px; }
.wipe figcaption { position: absolute; inset: auto .5rem .4rem; display: flex; justify-content: space-between; pointer-events: none;
  color: #fff; font-size: .75rem; text-shadow: 0 0 4px #000, 0 0 2px #000; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 0 .75rem; margin: .5rem 0; font-size: .85rem; } dd { margin: 0; }
.badge { display: inline-block; padding: 0 .5em; border-radius: 99px; font-size: .75rem; background: #8883; }
.badge.cleared { background: #16a34a; color: #fff; } .badge.unclear { background: #b45309; color: #fff; } .badge.no { background: #b91c1c; color: #fff; }
.note { border-left: 3px solid #b45309; padding-left: .6rem; font-size: .9rem; } .files { font-size: .8rem; word-break: break-word; }
a { color: inherit; }`;

const script = `for (const wipe of document.querySelectorAll('.wipe'))
  wipe.querySelector('input').addEventListener('input', (e) => wipe.style.setProperty('--at', e.target.value + '%'));`;

/** The whole page. `photos` as made by scripts/demo.mjs. */
export function renderPage({ photos, machine, made }) {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Sfumato: four tools on real photographs</title>
<style>${style}</style>
<h1>Sfumato</h1>
<p class="lead">Mask, fill, relight and denoise, run on this machine, offline. Drag over a picture (or use the arrow keys) to compare.
${escapeHtml(machine)} · ${escapeHtml(made)}</p>
${photos.map(photoSection).join('\n')}
<script>${script}</script>
</html>
`;
}

// SPDX-License-Identifier: Apache-2.0
import { memo, useState } from 'react';
import { Button } from '../controls/Button.js';
import { Fold } from '../controls/Fold.js';
import { IconButton } from '../controls/IconButton.js';
import type { ModelInfo, ModelNeed, ToolDescription } from '../engine/port.js';
import type { PanelState } from '../store/state.js';
import { text } from '../text/en.js';
import { usePanel, usePanelState } from './context.js';
import { InstallModel } from './InstallModel.js';
import { LicenceBadge } from './LicenceBadge.js';

const selectModels = (state: PanelState) => state.models;

/** The models that a tool can use: what is in use, under which licence, and where it comes from. */
export const ModelList = memo(function ModelList({ tool }: { readonly tool: ToolDescription }) {
  const models = usePanelState(selectModels);
  const inUse = tool.models.filter(({ task }) =>
    models.some((model) => model.task === task && isUsed(model)),
  );
  return (
    <Fold
      id={`${tool.id}.models`}
      title={text.models.title}
      note={tool.models.length > 0 ? `${inUse.length} / ${tool.models.length}` : undefined}
    >
      {tool.models.length === 0 && <div className="sf-hint">{text.models.empty}</div>}
      {tool.models.map((need) => (
        <Task key={need.task} need={need} models={models.filter(({ task }) => task === need.task)} />
      ))}
    </Fold>
  );
});

const isUsed = ({ chosen, installed, allowed }: ModelInfo) => chosen && installed && allowed;

function Task({ need, models }: { readonly need: ModelNeed; readonly models: readonly ModelInfo[] }) {
  const without = need.without === 'required' ? text.models.required : need.without.instead;
  return (
    <div className="sf-task">
      <div className="sf-task-title">{text.models.tasks[need.task] ?? need.task}</div>
      {models.map((model) => (
        <Model key={model.id} model={model} />
      ))}
      {!models.some(isUsed) && (
        <div className="sf-hint">
          {text.models.builtIn}: {without}
        </div>
      )}
    </div>
  );
}

const stateOf = (model: ModelInfo) => {
  if (!model.allowed) return text.models.refused;
  if (!model.installed) return text.models.notInstalled;
  return model.chosen ? text.models.inUse : text.models.spare;
};

function Model({ model }: { readonly model: ModelInfo }) {
  const { store } = usePanel();
  const [open, setOpen] = useState(false);
  return (
    <div className="sf-model">
      <div className="sf-model-head">
        <div className="sf-model-name">{model.title}</div>
        <LicenceBadge verdict={model.verdict} />
        <IconButton
          icon={open ? 'open' : 'closed'}
          label={text.models.details(model.title)}
          expanded={open}
          onPress={() => setOpen(!open)}
        />
      </div>
      <div className="sf-model-state">{stateOf(model)}</div>
      {!model.installed && model.allowed && model.fetchable && <InstallModel model={model} />}
      {model.installed && model.allowed && !model.chosen && (
        <div className="sf-install">
          <Button label={text.models.chooseNamed(model.title)} onPress={() => store.models.choose(model)}>
            {text.models.use}
          </Button>
        </div>
      )}
      {open && (
        <div className="sf-facts">
          <Fact name={text.models.licence} value={model.licence} />
          <Fact name={text.models.origin} value={model.provenance} />
          <Fact name={text.models.size} value={`${text.models.megabytes(model.bytes)} · ${model.version}`} />
          <div className="sf-hint">{text.models.verdictHelp[model.verdict]}</div>
        </div>
      )}
    </div>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="sf-fact">
      <div className="sf-fact-name">{name}</div>
      <div className="sf-fact-value">{value}</div>
    </div>
  );
}

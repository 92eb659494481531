/** The drawing: steps are dragged, connected and removed by hand. Its code is fetched when it is opened. */
import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowsMaximize, IconMinus, IconPlus, IconSitemap } from '@tabler/icons-react';
import '@xyflow/react/dist/style.css';
import {
  applyNodeChanges,
  Background,
  type Connection,
  type Edge,
  MarkerType,
  type NodeChange,
  Panel,
  ReactFlow,
  ReactFlowProvider,
  reconnectEdge,
  useReactFlow,
  useStore,
} from '@xyflow/react';
import { type DragEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useWords } from '../../../words.ts';
import type { Editor } from '../editor.ts';
import { type Behind, connect, type Draft, ENTRY, type Place, portsOf, removeSteps, waysOf } from '../model/draft.ts';
import { faultsOfStep, stepOf } from '../model/faults.ts';
import { isStepKind, type StepKind } from '../model/kinds.ts';
import { arrange, NODE_HEIGHT, NODE_WIDTH, placesOf } from '../model/layout.ts';
import classes from '../scenarios.module.css';
import type { Sentences } from '../sentence.ts';
import { TOOL } from '../tool.ts';
import { WayEdge, type WayEdgeType } from './edge.tsx';
import { EntryNode, type EntryNodeType, StepNode, type StepNodeType } from './node.tsx';

export type CanvasProps = {
  editor: Editor;
  sentences: Sentences;
  /** The step in the panel; ENTRY for the scenario itself. */
  selected: string;
  onSelect: (key: string) => void;
  onAdd: (kind: StepKind, behind: Behind | null, place?: Place) => void;
  counts: ReadonlyMap<string, { waiting: number; sent: number }>;
  walked: ReadonlySet<string>;
  onPeople: (step: string) => void;
};

/** At first it can be read; all of it is one click away. */
const WHOLE = { maxZoom: 1, padding: 0.08 };
const FIRST_VIEW = { ...WHOLE, minZoom: 0.5 };

const ENTRY_NODE = 'the-way-in';
const nodeOf = (key: string) => (key === ENTRY ? ENTRY_NODE : key);
const keyOf = (node: string) => (node === ENTRY_NODE ? ENTRY : node);

const nodeTypes = { step: StepNode, entry: EntryNode };
const edgeTypes = { way: WayEdge };
type AnyNode = StepNodeType | EntryNodeType;

export default function Canvas(props: CanvasProps) {
  return (
    <ReactFlowProvider>
      <Drawing {...props} />
    </ReactFlowProvider>
  );
}

function Drawing(props: CanvasProps) {
  const { editor, onSelect, onAdd } = props;
  const t = useWords('scenarios');
  const flow = useReactFlow();
  const { nodes, onNodesChange } = useNodes(props);
  const edges = useEdges(props);
  useFollowing(props.selected, nodes);
  const { change, mayWrite } = editor;
  const lead = ({ source, sourceHandle, target }: Connection) =>
    change((draft) => connect(draft, keyOf(source), sourceHandle ?? 'next', target));
  const drop = (event: DragEvent) => {
    event.preventDefault();
    const kind = event.dataTransfer.getData(TOOL);
    const { x, y } = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
    if (isStepKind(kind)) onAdd(kind, null, { x: Math.round(x - 124), y: Math.round(y - 42) });
  };
  const onReconnect = (old: Edge, next: Connection) => {
    if (reconnectEdge(old, next, edges).length === 0) return;
    change((draft) => {
      const freed = connect(draft, keyOf(old.source), old.sourceHandle ?? 'next', null);
      return connect(freed, keyOf(next.source), next.sourceHandle ?? 'next', next.target);
    });
  };
  return (
    <ReactFlow<AnyNode, WayEdgeType>
      nodes={nodes}
      edges={edges}
      nodeTypes={nodeTypes}
      edgeTypes={edgeTypes}
      onNodesChange={onNodesChange}
      onConnect={lead}
      onReconnect={onReconnect}
      onNodeClick={(_, node) => onSelect(keyOf(node.id))}
      onPaneClick={() => onSelect(ENTRY)}
      onDelete={({ nodes: gone, edges: cut }) =>
        change((draft) =>
          without(
            draft,
            gone.map(({ id }) => id),
            cut,
          ),
        )
      }
      onDragOver={(event) => event.preventDefault()}
      onDrop={drop}
      nodesDraggable={mayWrite}
      nodesConnectable={mayWrite}
      edgesReconnectable={mayWrite}
      deleteKeyCode={mayWrite ? ['Delete', 'Backspace'] : null}
      fitView
      fitViewOptions={FIRST_VIEW}
      minZoom={0.15}
      maxZoom={1.5}
      ariaLabelConfig={{
        'node.a11yDescription.default': t('canvas.node'),
        'edge.a11yDescription.default': t('canvas.edge'),
      }}
      aria-label={t('canvas.label')}
    >
      <Background gap={24} color="var(--line)" />
      <Tools editor={editor} />
    </ReactFlow>
  );
}

/** A chosen step that is out of sight comes into it: one that was just added, or that a fault led to. */
function useFollowing(selected: string, nodes: readonly AnyNode[]): void {
  const { getViewport, setCenter } = useReactFlow();
  const frame = useStore(({ width, height }) => ({ width, height }), sameFrame);
  const place = nodes.find(({ id }) => id === nodeOf(selected))?.position;
  const { x, y } = place ?? { x: 0, y: 0 };
  const last = useRef(selected);
  useEffect(() => {
    if (last.current === selected) return;
    last.current = selected;
    const { x: left, y: top, zoom } = getViewport();
    const [atX, atY] = [x * zoom + left, y * zoom + top];
    const seen =
      atX >= 0 && atY >= 0 && atX + NODE_WIDTH * zoom <= frame.width && atY + NODE_HEIGHT * zoom <= frame.height;
    if (!seen) void setCenter(x + NODE_WIDTH / 2, y + NODE_HEIGHT / 2, { zoom });
  }, [selected, x, y, frame, getViewport, setCenter]);
}
const sameFrame = (a: { width: number; height: number }, b: typeof a) => a.width === b.width && a.height === b.height;

/** The draft without what was taken out by hand. */
function without(draft: Draft, nodes: readonly string[], edges: readonly Edge[]): Draft {
  const gone = new Set(nodes);
  // Ways of a removed step go with it, and whoever led to it may lead further.
  const cut = edges.filter(({ source, target }) => !gone.has(source) && !gone.has(target));
  const freed = cut.reduce((next, one) => connect(next, keyOf(one.source), one.sourceHandle ?? 'next', null), draft);
  return removeSteps(
    freed,
    nodes.filter((id) => id !== ENTRY_NODE),
  );
}

/** Nodes out of the draft; while one is dragged its place is the drawing's own, afterwards the draft's. */
function useNodes(props: CanvasProps) {
  const { editor, onSelect } = props;
  const { change } = editor;
  const built = useMemo(() => nodesOf(props), [props]);
  const [nodes, setNodes] = useState<AnyNode[]>(built);
  useEffect(() => {
    setNodes((before) => {
      const known = new Map(before.map((node) => [node.id, node]));
      return built.map((node) => {
        const old = known.get(node.id);
        // Whatever is told meanwhile, a step in the hand stays in the hand.
        return { ...old, ...node, ...(old?.dragging ? { position: old.position } : {}) } as AnyNode;
      });
    });
  }, [built]);
  const onNodesChange = useCallback(
    (changes: NodeChange<AnyNode>[]) => {
      // Removing goes through the draft, which builds the nodes anew.
      setNodes((before) =>
        applyNodeChanges(
          changes.filter(({ type }) => type !== 'remove'),
          before,
        ),
      );
      const picked = changes.find((one) => one.type === 'select' && one.selected);
      if (picked?.type === 'select') onSelect(keyOf(picked.id));
      const put = changes.filter((one) => one.type === 'position' && one.dragging === false && one.position);
      if (put.length > 0) change((draft) => placed(draft, put));
    },
    [change, onSelect],
  );
  return { nodes, onNodesChange };
}

function placed(draft: Draft, changes: readonly NodeChange<AnyNode>[]): Draft {
  const layout = { ...placesOf(draft), ...draft.layout };
  for (const one of changes) {
    if (one.type !== 'position' || !one.position || one.id === ENTRY_NODE) continue;
    layout[one.id] = { x: Math.round(one.position.x), y: Math.round(one.position.y) };
  }
  const { [ENTRY]: _, ...steps } = layout;
  return JSON.stringify(steps) === JSON.stringify(draft.layout) ? draft : { ...draft, layout: steps };
}

function nodesOf({ editor, sentences, selected, counts, walked, onPeople }: CanvasProps): AnyNode[] {
  const { draft, faults } = editor;
  const places = placesOf(draft);
  const entry: EntryNodeType = {
    id: ENTRY_NODE,
    type: 'entry',
    position: places[ENTRY]!,
    draggable: false,
    deletable: false,
    selected: selected === ENTRY,
    data: {
      says: draft.triggers.map(sentences.trigger),
      selected: selected === ENTRY,
      faulty: faults.some((fault) => stepOf(fault) === null),
    },
  };
  const steps = Object.entries(draft.steps).map(([key, step]): StepNodeType => {
    const says = sentences.stepOf(draft, key);
    const kindName = sentences.kind(step.kind);
    return {
      id: key,
      type: 'step',
      position: places[key]!,
      selected: selected === key,
      ariaLabel: sentences.titled(kindName, says),
      data: {
        kind: step.kind,
        kindName,
        says,
        ports: portsOf(step),
        faults: faultsOfStep(faults, key),
        waiting: counts.get(key)?.waiting ?? 0,
        sent: counts.get(key)?.sent ?? 0,
        outbox: `/outbox?scenario=${encodeURIComponent(draft.key)}&step=${encodeURIComponent(key)}`,
        walked: walked.has(key),
        selected: selected === key,
        onPeople: () => onPeople(key),
      },
    };
  });
  return [entry, ...steps];
}

function useEdges({ editor, sentences, onAdd }: CanvasProps): WayEdgeType[] {
  const { draft, mayWrite } = editor;
  return useMemo(
    () =>
      waysOf(draft).map(({ from, port, to }) => ({
        id: `${nodeOf(from)} ${port}`,
        type: 'way' as const,
        source: nodeOf(from),
        sourceHandle: port,
        target: to,
        markerEnd: { type: MarkerType.ArrowClosed, width: 16, height: 16 },
        data: {
          label: from === ENTRY ? '' : sentences.port(draft.steps[from]!, port),
          onInsert: mayWrite ? (kind: StepKind) => onAdd(kind, { from, port }) : null,
        },
      })),
    [draft, mayWrite, sentences, onAdd],
  );
}

/** Nearer, farther, all of it, and in order. */
function Tools({ editor }: { editor: Editor }) {
  const t = useWords('scenarios');
  const { zoomIn, zoomOut, fitView } = useReactFlow();
  const order = () => {
    editor.change((draft) => {
      const { [ENTRY]: _, ...layout } = arrange(draft);
      return { ...draft, layout };
    });
    requestAnimationFrame(() => void fitView(WHOLE));
  };
  const tools = [
    { label: t('canvas.nearer'), icon: IconPlus, work: () => void zoomIn() },
    { label: t('canvas.farther'), icon: IconMinus, work: () => void zoomOut() },
    { label: t('canvas.whole'), icon: IconArrowsMaximize, work: () => void fitView(WHOLE) },
    ...(editor.mayWrite ? [{ label: t('canvas.arrange'), icon: IconSitemap, work: order }] : []),
  ];
  return (
    <Panel position="bottom-left" className={classes.tools}>
      {tools.map(({ label, icon: Icon, work }) => (
        <Tooltip key={label} label={label} position="right">
          <ActionIcon variant="default" size="lg" aria-label={label} onClick={work}>
            <Icon size={18} aria-hidden />
          </ActionIcon>
        </Tooltip>
      ))}
    </Panel>
  );
}

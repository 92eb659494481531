import { useWords } from '../../words.ts';
import { lookOf } from './icons.ts';
import { STEP_KINDS, type StepKind } from './model/kinds.ts';
import classes from './scenarios.module.css';
import { TOOL } from './tool.ts';

/** Every kind of step: clicked, it goes behind the chosen one; dragged, where it is let go. */
export function Palette({ onAdd }: { onAdd: (kind: StepKind) => void }) {
  const t = useWords('scenarios');
  return (
    <div className={classes.palette} role="toolbar" aria-label={t('palette')}>
      {STEP_KINDS.map((kind) => {
        const { icon: Icon, mood } = lookOf(kind);
        return (
          <button
            key={kind}
            type="button"
            className={classes.tool}
            draggable
            onDragStart={(event) => event.dataTransfer.setData(TOOL, kind)}
            onClick={() => onAdd(kind)}
            title={t(`kinds.${kind}`)}
          >
            <span className={classes.icon} data-mood={mood}>
              <Icon size={17} stroke={1.8} aria-hidden />
            </span>
            {t(`short.${kind}`)}
          </button>
        );
      })}
    </div>
  );
}

'use client';
import { ImageOff, Maximize2, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTexts } from '../texts/texts-context.tsx';
import { useHydrated } from '../ui/use-hydrated.ts';
import { useDragToScroll } from './drag-to-scroll.ts';

const zoomSteps = [1, 1.5, 2, 3, 4, 6] as const;

/**
 * The image of a proof, with zoom by buttons or the keys + - 0, and scrolling by drag or arrow keys. A zoomed image
 * loads in full size.
 */
export const ProofImage = ({ link, name }: { link: string; name: string }) => {
  const { proofs: texts } = useTexts();
  const [step, setStep] = useState(0);
  const [failed, setFailed] = useState(false);
  const frame = useRef<HTMLElement>(null);
  const previousZoom = useRef(zoomSteps[0] as number);
  const zoom = zoomSteps[step] ?? 1;
  const { movable, dragging, handlers } = useDragToScroll(frame);

  // An error before hydration has no listener.
  useEffect(() => {
    const image = frame.current?.querySelector('img');
    if (image?.complete && image.naturalWidth === 0) setFailed(true);
  }, []);

  // The centre of the view stays in place.
  useLayoutEffect(() => {
    const element = frame.current;
    const ratio = zoom / previousZoom.current;
    previousZoom.current = zoom;
    if (!element || ratio === 1) return;
    element.scrollLeft = (element.scrollLeft + element.clientWidth / 2) * ratio - element.clientWidth / 2;
    element.scrollTop = (element.scrollTop + element.clientHeight / 2) * ratio - element.clientHeight / 2;
  }, [zoom]);

  const zoomIn = () => setStep(Math.min(step + 1, zoomSteps.length - 1));
  const zoomOut = () => setStep(Math.max(step - 1, 0));
  const onKeyDown = (event: KeyboardEvent) => {
    const action = { '+': zoomIn, '=': zoomIn, '-': zoomOut, '0': () => setStep(0) }[event.key];
    if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    action();
  };

  if (failed) {
    return (
      <div role="alert" className="flex flex-col items-center gap-3 rounded-2xl border border-line bg-wash px-6 py-16">
        <ImageOff aria-hidden className="size-8 text-ink-soft" strokeWidth={1.5} />
        <p>{texts.imageFailed}</p>
      </div>
    );
  }
  return (
    <figure>
      <div className="mb-2 flex items-center justify-between gap-4">
        <figcaption className="font-semibold">{texts.image}</figcaption>
        <div className="flex items-center gap-1">
          <ZoomButton label={texts.zoomOut} icon={ZoomOut} atEnd={step === 0} onClick={zoomOut} />
          <output className="w-14 text-center text-sm text-ink-soft tabular-nums" dir="ltr">
            {Math.round(zoom * 100)} %
          </output>
          <ZoomButton label={texts.zoomIn} icon={ZoomIn} atEnd={step === zoomSteps.length - 1} onClick={zoomIn} />
          <ZoomButton label={texts.zoomFit} icon={Maximize2} atEnd={step === 0} onClick={() => setStep(0)} />
        </div>
      </div>
      <section
        ref={frame}
        aria-label={texts.image}
        aria-describedby="proof-keys"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and without the focus no key could scroll it
        tabIndex={0}
        dir="ltr"
        onKeyDown={onKeyDown}
        // A swipe beyond the edge must not navigate back.
        className="h-[60dvh] max-h-160 overflow-auto overscroll-x-contain rounded-2xl border border-line bg-wash"
      >
        <img
          src={zoom > 1 ? link : `${link}&size=medium`}
          alt={texts.imageAlt(name)}
          onError={() => setFailed(true)}
          // The native drag of images would interfere.
          draggable={false}
          {...handlers}
          style={{ width: `${zoom * 100}%` }}
          className={`max-w-none select-none ${dragging ? 'cursor-grabbing' : movable ? 'cursor-grab' : ''}`}
        />
      </section>
      <p id="proof-keys" className="mt-2 text-sm text-ink-soft pointer-coarse:hidden">
        {texts.zoomKeys}
      </p>
    </figure>
  );
};

type ZoomButtonProps = { label: string; icon: typeof ZoomIn; atEnd: boolean; onClick: () => void };

const ZoomButton = ({ label, icon: Icon, atEnd, onClick }: ZoomButtonProps) => (
  <button
    type="button"
    aria-label={label}
    title={label}
    disabled={!useHydrated()}
    // `aria-disabled` keeps the focus at the last step; `disabled` would lose it.
    aria-disabled={atEnd}
    onClick={onClick}
    className="flex size-11 items-center justify-center rounded-lg text-ink-soft hover:bg-wash hover:text-ink disabled:opacity-40 aria-disabled:opacity-40"
  >
    <Icon aria-hidden className="size-5" />
  </button>
);

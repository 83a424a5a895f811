import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

type Start = { x: number; y: number; left: number; top: number };

/**
 * Lets the mouse scroll a left-to-right frame by dragging, as touch does natively. `handlers` belong on its content;
 * `movable` says whether the content overflows.
 */
export const useDragToScroll = (frame: RefObject<HTMLElement | null>) => {
  const [movable, setMovable] = useState(false);
  const [dragging, setDragging] = useState(false);
  const start = useRef<Start | null>(null);

  // Zoom, image loading, and the window change the sizes.
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const measure = () =>
      setMovable(element.scrollWidth > element.clientWidth || element.scrollHeight > element.clientHeight);
    const observer = new ResizeObserver(measure);
    for (const observed of [element, ...element.children]) observer.observe(observed);
    return () => observer.disconnect();
  }, [frame]);

  const onPointerDown = ({ pointerType, button, pointerId, clientX, clientY, currentTarget }: PointerEvent) => {
    // Touch and pen scroll natively, with momentum.
    if (pointerType !== 'mouse' || button !== 0 || !movable || !frame.current) return;
    currentTarget.setPointerCapture(pointerId);
    start.current = { x: clientX, y: clientY, left: frame.current.scrollLeft, top: frame.current.scrollTop };
    setDragging(true);
  };
  const onPointerMove = ({ clientX, clientY }: PointerEvent) => {
    if (!start.current) return;
    const { x, y, left, top } = start.current;
    frame.current?.scrollTo({ left: left + x - clientX, top: top + y - clientY, behavior: 'instant' });
  };
  // Fires on release anywhere, and when the browser cancels the pointer.
  const onLostPointerCapture = () => {
    start.current = null;
    setDragging(false);
  };
  return { movable, dragging, handlers: { onPointerDown, onPointerMove, onLostPointerCapture } };
};

import { type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';

type Start = { x: number; y: number; left: number; top: number };

/**
 * Lets a mouse move what a frame shows, as a finger does by itself: attributes for the content of the frame, and whether there is
 * anything to move. Of a frame written left-to-right.
 */
export const useDragToScroll = (frame: RefObject<HTMLElement | null>) => {
  const [movable, setMovable] = useState(false);
  const [dragging, setDragging] = useState(false);
  const start = useRef<Start | null>(null);

  // The content grows when it is zoomed and when it arrives, and the frame with the window.
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
    // Fingers and pens scroll natively, and with momentum.
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
  // It is lost wherever the button is let go, and when the browser takes the pointer away.
  const onLostPointerCapture = () => {
    start.current = null;
    setDragging(false);
  };
  return { movable, dragging, handlers: { onPointerDown, onPointerMove, onLostPointerCapture } };
};

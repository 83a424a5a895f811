'use client';
import { type TimeStyle, useTime } from './use-time.ts';

type TimeProps = { at: string; text?: (time: string) => string; style?: TimeStyle };

/** A time, in words or within a sentence. Server and browser may write the same time with other spaces. */
export const Time = ({ at, text = (time) => time, style }: TimeProps) => {
  const time = useTime();
  return (
    <time dateTime={at} suppressHydrationWarning>
      {text(time(at, style))}
    </time>
  );
};

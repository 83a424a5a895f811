'use client';
import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useTexts } from '../texts/texts-context.tsx';

const subscribe = (listener: () => void) => {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
};

/** A notice while the browser is offline. */
export const OfflineNotice = () => {
  const { problems } = useTexts();
  const online = useSyncExternalStore(
    subscribe,
    () => navigator.onLine,
    () => true,
  );
  return (
    <div role="status" className="top-0 z-50 tall:sticky">
      {!online && (
        <p className="flex items-center justify-center gap-2 bg-warning-wash px-4 py-2 text-sm text-warning shadow-card">
          <WifiOff aria-hidden className="size-4 shrink-0" />
          {problems.offlineNow}
        </p>
      )}
    </div>
  );
};

import { History } from 'lucide-react';
import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ActivityList } from '../../../activity/activity-list.tsx';
import { activityPerPage } from '../../../activity/group-activity.ts';
import { Loaded } from '../../../sdk/loaded.tsx';
import { requestTexts } from '../../../texts/request-texts.ts';
import { EmptyState } from '../../../ui/empty-state.tsx';
import { PageHeader, Skeleton } from '../../../ui/page-layout.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).activity.title });

const ActivityPage = async () => {
  const { activity: texts } = await requestTexts();
  return (
    <div className="max-w-3xl">
      <PageHeader title={texts.title} lead={texts.lead} />
      <Suspense fallback={<Skeleton className="h-[70dvh] rounded-2xl" />}>
        <Loaded read={(client) => client.activity.list({ limit: activityPerPage })}>
          {(page) =>
            page.results.length > 0 ? (
              <ActivityList first={page} />
            ) : (
              <EmptyState icon={History} title={texts.emptyTitle} text={texts.emptyText} />
            )
          }
        </Loaded>
      </Suspense>
    </div>
  );
};

export default ActivityPage;

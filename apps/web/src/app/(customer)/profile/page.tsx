import type { Metadata } from 'next';
import { Suspense } from 'react';
import { ProfileForm } from '../../../profile/profile-form.tsx';
import { ProfilePicture } from '../../../profile/profile-picture.tsx';
import { readProfile } from '../../../profile/read-profile.ts';
import { Loaded } from '../../../sdk/loaded.tsx';
import { currentTenant } from '../../../sdk/tenant.ts';
import { requestTexts } from '../../../texts/request-texts.ts';
import { Card } from '../../../ui/card.tsx';
import { PageHeader } from '../../../ui/page-header.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({ title: (await requestTexts()).profile.title });

const ProfilePage = async () => {
  const { profile: texts } = await requestTexts();
  const { limits } = await currentTenant();
  return (
    <div className="max-w-2xl">
      <PageHeader title={texts.title} lead={texts.lead} />
      <Card>
        <Suspense fallback={<Skeleton className="h-96" />}>
          <Loaded read={readProfile}>
            {(profile) => (
              <div className="flex flex-col gap-8">
                <ProfilePicture profile={profile} maxBytes={limits.upload_bytes} />
                <ProfileForm profile={profile} />
              </div>
            )}
          </Loaded>
        </Suspense>
      </Card>
    </div>
  );
};

export default ProfilePage;

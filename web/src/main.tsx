import '@fontsource-variable/inter/wght.css';
// In layers: our own rules win over Mantine's, in whatever order the files of styles are put together.
import '@mantine/core/styles.layer.css';
import '@mantine/notifications/styles.layer.css';
import './look/look.css';
import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { colours, theme, variables } from './look/theme.ts';
import { client } from './queries/client.ts';
import { router } from './router.tsx';
import { speak } from './words.ts';

await speak();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={variables}
      colorSchemeManager={colours}
      defaultColorScheme="auto"
    >
      <Notifications position="bottom-right" />
      <QueryClientProvider client={client}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);

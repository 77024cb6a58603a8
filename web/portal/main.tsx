import '../ui/theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { Button } from '../ui/button.tsx';
import { allowOwnStyles } from '../ui/nonce.ts';

allowOwnStyles();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <Button look="primary">Hello</Button>
  </StrictMode>,
);

import { render, screen } from '@testing-library/react';
import { useState, version } from 'react';
import { version as domVersion } from 'react-dom';
import { describe, expect, inject, it } from 'vitest';

describe('React', () => {
  it('is the one that this project is for, wherever it is imported', () => {
    function Version() {
      // A hook works only with the React that the renderer has loaded.
      const [shown] = useState(version);
      return <p>{shown}</p>;
    }
    render(<Version />);
    const shown = screen.getByRole('paragraph').textContent;
    expect(shown.split('.')[0]).toBe(String(inject('reactMajor')));
    expect(domVersion).toBe(shown);
  });
});

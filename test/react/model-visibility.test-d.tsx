import { describe, expectTypeOf, it } from 'vitest';
import { ModelVisibility, type ModelVisibilityProps } from '../../src/react/model-visibility.js';

describe('<ModelVisibility>', () => {
  it('takes the props of a <div>', () => {
    <ModelVisibility
      rootMargin="0px"
      className="card"
      aria-label="card"
      data-id={1}
      onClick={(event) => expectTypeOf(event.currentTarget).toEqualTypeOf<EventTarget & HTMLDivElement>()}
    />;
    // @ts-expect-error a <div> leads nowhere
    <ModelVisibility href="#1" />;
    // @ts-expect-error no such prop
    <ModelVisibility rootMargn="0px" />;
    // @ts-expect-error a margin has a unit
    <ModelVisibility rootMargin={200} />;
  });

  it('takes the props of the element that it is told to render', () => {
    <ModelVisibility
      as="a"
      href="#1"
      onClick={(event) => expectTypeOf(event.currentTarget).toEqualTypeOf<EventTarget & HTMLAnchorElement>()}
    >
      <p />
    </ModelVisibility>;
    <ModelVisibility as="li" value={2} />;
    <ModelVisibility as="g" strokeWidth={2} />;
    // @ts-expect-error a <p> leads nowhere
    <ModelVisibility as="p" href="#1" />;
    // @ts-expect-error no such element
    <ModelVisibility as="card" />;
    expectTypeOf<ModelVisibilityProps<'a'>>().toExtend<{ readonly as?: 'a' | undefined }>();
  });

  it('hands a function child a ref for any element', () => {
    <ModelVisibility rootMargin="0px">
      {(ref) => {
        expectTypeOf(ref).toEqualTypeOf<(element: Element | null) => void>();
        return (
          <ul ref={ref}>
            <li ref={ref} />
            <svg ref={ref} />
          </ul>
        );
      }}
    </ModelVisibility>;
    // @ts-expect-error which of the two?
    <ModelVisibility as="li">{(ref: () => void) => <li ref={ref} />}</ModelVisibility>;
    // @ts-expect-error a date is nothing to render
    <ModelVisibility>{() => new Date()}</ModelVisibility>;
  });
});

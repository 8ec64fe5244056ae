import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { smoothSites, thinPlateAt, type Place, type Site } from './thin-plate.ts';

const unit = fc.double({ min: 0, max: 1, noNaN: true });
const place = fc.tuple(unit, unit);
/** Sites that are apart and not on one line: four corners and some between them. */
const sites = fc
  .uniqueArray(fc.record({ place, value: fc.double({ min: -2, max: 2, noNaN: true }) }), {
    maxLength: 12,
    selector: ({ place: [x, y] }) => `${Math.round(20 * x)} ${Math.round(20 * y)}`,
  })
  .map((inner): Site[] => {
    const corners: Place[] = [
      [-0.1, -0.1],
      [-0.1, 1.1],
      [1.1, -0.1],
      [1.1, 1.1],
    ];
    return [...inner, ...corners.map((corner, i) => ({ place: corner, value: i % 3 }))].map(
      (site, i) => ({ ...site, weight: 1 + (i % 3) }),
    );
  });
const smoothing = fc.constantFrom(1e-4, 1e-2, 1, 100);

describe('a thin-plate spline', () => {
  it('is a plane for values on a plane, with any smoothing', () => {
    fc.assert(
      fc.property(sites, smoothing, place, (list, much, at) => {
        const plane = ([x, y]: Place) => 3 - 2 * x + 0.5 * y;
        const flat = list.map((site) => ({ ...site, value: plane(site.place) }));
        const { spline, leftOut } = smoothSites(flat, much);
        expect(thinPlateAt(spline, at)).toBeCloseTo(plane(at), 6);
        for (const error of leftOut) expect(error).toBeCloseTo(0, 6);
      }),
    );
  });

  it('passes through every site without smoothing', () => {
    fc.assert(
      fc.property(sites, (list) => {
        const { spline } = smoothSites(list, 0);
        for (const { place: at, value } of list)
          expect(thinPlateAt(spline, at)).toBeCloseTo(value, 6);
      }),
    );
  });

  it('is the least-squares plane with very much smoothing', () => {
    // Four corners: the mean, and the slopes between the means of opposite sides.
    const list = [0, 0, 1, 1].map((x, i): Site => ({
      place: [x, i % 2],
      value: [1, 2, 4, 9][i]!,
      weight: 1,
    }));
    const { spline } = smoothSites(list, 1e9);
    expect(thinPlateAt(spline, [0.5, 0.5])).toBeCloseTo(4, 5);
    expect(spline.plane[1]).toBeCloseTo(5, 5);
    expect(spline.plane[2]).toBeCloseTo(3, 5);
  });

  it('has the leave-one-out errors of fits without the site', () => {
    fc.assert(
      fc.property(sites, smoothing, (list, much) => {
        const { leftOut } = smoothSites(list, much);
        list.forEach(({ place: at, value }, i) => {
          const { spline } = smoothSites(list.toSpliced(i, 1), much);
          // With few sites, those left may determine the plane badly.
          if (list.length > 5) expect(leftOut[i]).toBeCloseTo(value - thinPlateAt(spline, at), 5);
        });
      }),
    );
  });

  it('is closer to a site with more weight', () => {
    const list = (weight: number): Site[] => [
      ...[0, 1].flatMap((x) => [0, 1].map((y): Site => ({ place: [x, y], value: 0, weight: 1 }))),
      { place: [0.5, 0.5], value: 1, weight },
    ];
    const at = (weight: number) => thinPlateAt(smoothSites(list(weight), 0.1).spline, [0.5, 0.5]);
    expect(at(10)).toBeGreaterThan(at(1));
    expect(at(10)).toBeLessThan(1);
  });
});

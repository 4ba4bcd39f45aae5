//go:build unix

package crossings

import (
	"math/rand/v2"
	"slices"
	"strings"
)

// A tuple is values of a few dimensions; with two of them it is a pair.
type tuple string

// choices calls yield for each choice of strength dimensions.
func choices(strength int, yield func(chosen []int)) {
	var walk func(from int, chosen []int)
	walk = func(from int, chosen []int) {
		if len(chosen) == strength {
			yield(chosen)
			return
		}
		for d := from; d < dimensions; d++ {
			walk(d+1, append(chosen, d))
		}
	}
	walk(0, make([]int, 0, strength))
}

func nameOf(c *crossing, chosen []int) tuple {
	var b strings.Builder
	for _, d := range chosen {
		b.WriteByte(byte(d))
		b.WriteByte(byte(slices.Index(table[d].values, c[d])))
	}
	return tuple(b.String())
}

// parts returns the dimensions and values of a tuple.
func (t tuple) parts() (ds []int, values []string) {
	for i := 0; i < len(t); i += 2 {
		ds = append(ds, int(t[i]))
		values = append(values, table[t[i]].values[t[i+1]])
	}
	return ds, values
}

func (t tuple) String() string {
	var words []string
	ds, values := t.parts()
	for i, d := range ds {
		words = append(words, table[d].name+"="+values[i])
	}
	return strings.Join(words, " ")
}

// cover generates runs that contain every tuple allowed by the rules. It also returns the tuples
// for which it found no run.
func cover(rng *rand.Rand, strength int) (runs []crossing, impossible []tuple) {
	left := allTuples(strength)
	for _, t := range shuffled(rng, left) {
		if !left[t] {
			continue
		}
		c, ok := around(rng, t, runs)
		if !ok {
			impossible = append(impossible, t)
			delete(left, t)
			continue
		}
		c = enriched(rng, c, t, strength, left)
		choices(strength, func(chosen []int) { delete(left, nameOf(&c, chosen)) })
		runs = append(runs, c)
	}
	return runs, impossible
}

func allTuples(strength int) map[tuple]bool {
	all := map[tuple]bool{}
	var c crossing
	var fill func(chosen []int, i int)
	fill = func(chosen []int, i int) {
		if i == len(chosen) {
			all[nameOf(&c, chosen)] = true
			return
		}
		for _, value := range table[chosen[i]].values {
			c[chosen[i]] = value
			fill(chosen, i+1)
		}
	}
	choices(strength, func(chosen []int) { fill(chosen, 0) })
	return all
}

// shuffled returns the tuples in an order that depends on rng alone.
func shuffled(rng *rand.Rand, set map[tuple]bool) []tuple {
	list := make([]tuple, 0, len(set))
	for t := range set {
		list = append(list, t)
	}
	slices.Sort(list)
	rng.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

// around looks for a run that contains t. It starts from one that breaks no rule, and makes single
// changes: mostly ones after which fewer rules are broken, now and then any.
func around(rng *rand.Rand, t tuple, runs []crossing) (crossing, bool) {
	fixed, values := t.parts()
	for attempt := range 12 {
		c := usual()
		if attempt > 0 && len(runs) > 0 {
			c = runs[rng.IntN(len(runs))]
		}
		for i, d := range fixed {
			c[d] = values[i]
		}
		for range 10 {
			if c.brokenUpTo(1) == 0 {
				return c, true
			}
			c = lessBroken(rng, c, fixed)
		}
	}
	return crossing{}, false
}

func lessBroken(rng *rand.Rand, c crossing, fixed []int) crossing {
	best, fewest := c, never
	for d, had := range c {
		if slices.Contains(fixed, d) {
			continue
		}
		for _, value := range table[d].values {
			if value == had {
				continue
			}
			c[d] = value
			if n := c.brokenUpTo(fewest + 1); n < fewest || n == fewest && rng.IntN(4) == 0 {
				best, fewest = c, n
			}
		}
		c[d] = had
	}
	return best
}

// enriched changes c, without touching t, wherever that covers more tuples and breaks no rule.
func enriched(rng *rand.Rand, c crossing, t tuple, strength int, left map[tuple]bool) crossing {
	fixed, _ := t.parts()
	for _, d := range rng.Perm(dimensions) {
		if slices.Contains(fixed, d) {
			continue
		}
		best := gain(&c, d, strength, left)
		for _, i := range rng.Perm(len(table[d].values)) {
			changed := c
			changed[d] = table[d].values[i]
			if changed == c || changed.brokenUpTo(1) > 0 {
				continue
			}
			if n := gain(&changed, d, strength, left); n > best {
				c, best = changed, n
			}
		}
	}
	return c
}

// gain returns how many tuples with d c would be the first to cover.
func gain(c *crossing, d, strength int, left map[tuple]bool) (n int) {
	choices(strength, func(chosen []int) {
		if slices.Contains(chosen, d) && left[nameOf(c, chosen)] {
			n++
		}
	})
	return n
}

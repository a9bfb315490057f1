package schedule

import (
	"fmt"
	"strings"
)

// A Portion is how much of a chapter one drop holds: all of it, as the zero Portion does, or a number of scenes.
type Portion struct{ scenes int }

const maxScenes = 99

// ParsePortion reads “chapter”, or a number of scenes from 1 to 99 (1 scene, 3 scenes).
func ParsePortion(text string) (Portion, error) {
	f := strings.Fields(strings.ToLower(text))
	if len(f) == 1 && f[0] == "chapter" {
		return Portion{}, nil
	}
	if len(f) == 2 && (f[1] == "scene" || f[1] == "scenes") {
		if n, ok := digits(f[0], 2); ok && n >= 1 && n <= maxScenes {
			return Portion{n}, nil
		}
	}
	return Portion{}, fmt.Errorf("%q is neither “chapter” nor a number of scenes from 1 to %d, such as “3 scenes”",
		text, maxScenes)
}

// String returns the portion as ParsePortion reads it.
func (p Portion) String() string {
	switch p.scenes {
	case 0:
		return "chapter"
	case 1:
		return "1 scene"
	}
	return fmt.Sprintf("%d scenes", p.scenes)
}

// Scenes is a run of a chapter's scenes, counted from 1, both ends included.
type Scenes struct{ First, Last int }

// Cut returns the drops of a chapter with that many scenes, in order. The last one may hold fewer scenes than the
// others; a chapter without scenes has none.
func (p Portion) Cut(scenes int) []Scenes {
	size := p.scenes
	if size == 0 {
		size = max(scenes, 1)
	}
	var drops []Scenes
	for first := 1; first <= scenes; first += size {
		drops = append(drops, Scenes{first, min(first+size-1, scenes)})
	}
	return drops
}

package typeset_test

import (
	"fmt"

	"cliffhanger/story"
	"cliffhanger/story/typeset"
)

func ExampleScene() {
	scene := story.Scene{Label: "MARA", Blocks: []story.Block{
		{Runs: []story.Run{{Text: "The note said *nothing*. "}, {Text: "Of course,", Style: story.Italic},
			{Text: " I thought."}}},
		{Runs: []story.Run{{Text: "1986. That was the year."}}},
	}}
	for _, page := range typeset.Scene(scene, typeset.Options{}) {
		fmt.Println(page.Content)
	}
	// Output:
	// **MARA**
	//
	// The note said \*nothing\*. *Of course,* I thought.
	//
	// 1986\. That was the year.
}

func ExampleEscape() {
	fmt.Println("Now reading " + typeset.Escape("The *Last* Lamp"))
	// Output: Now reading The \*Last\* Lamp
}

package ballot_test

import (
	"fmt"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

func ExampleFold() {
	journal := []story.Ballot{
		{Voter: story.ReaderID{1}, N: 1, Choices: []story.Choice{0}},
		{Voter: story.ReaderID{2}, N: 1, Choices: []story.Choice{1, 2}},
		{Voter: story.ReaderID{1}, N: 2, Choices: []story.Choice{1}},
	}
	t := ballot.Fold(journal, ballot.Rule{Options: 3, Choose: 2})
	fmt.Println(t.Counts, t.None, t.Voters, t.Leaders())
	// Output: [0 2 1] 0 2 [1]
}

func ExampleDraw() {
	seed := ballot.Seed{4, 2} // at random when the vote opens
	commit := ballot.Commit(seed)
	fmt.Println("published at opening:", commit.String()[:16])

	// When it has closed on a tie of the first option and the third, the seed and the root are published too.
	var root ballot.Hash
	if err := root.UnmarshalText([]byte("37870f15326e0a3ae107df109a0cfb1ad4abfd17ee57d4057cf653ef9f34babe")); err != nil {
		fmt.Println(err)
	}
	fmt.Println("the seed is the one promised:", ballot.Commit(seed) == commit)
	fmt.Println("drawn:", ballot.Draw(seed, root, []int{0, 2}))
	// Output:
	// published at opening: 49cbecea1e791f7e
	// the seed is the one promised: true
	// drawn: 0
}

func ExampleRule_Press() {
	rule := ballot.Rule{Options: 4, Choose: 2}
	held := []story.Choice{0, 3}
	now, surplus := rule.Press(held, 1)
	fmt.Println(now, surplus)
	now, surplus = rule.Press(now, story.None)
	fmt.Println(now, surplus)
	// Output:
	// [3 1] [0]
	// [-1] [3 1]
}

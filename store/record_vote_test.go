package store

import (
	"bytes"
	"math"
	"testing"
	"time"

	"cliffhanger/story"
	"cliffhanger/story/ballot"
)

// checkVoteRows is the part of TestRoundTripOfExtremes about votes.
func checkVoteRows(t *testing.T, ref VoteRef, reader story.ReaderID, long string, first, last time.Time, result Step) {
	t.Helper()
	const most = math.MaxUint64
	hash := ballot.Hash(bytes.Repeat([]byte{0xff}, 32))
	rules := story.Voting{Open: math.MaxInt64, Nominate: math.MaxInt64, Style: long, Admit: long, Choose: maxChapter,
		Tie: long, Counts: long, Roles: []string{"", long, ""}, Account: math.MaxInt64, Member: math.MaxInt64, Read: true}
	outcome := Outcome{Counts: []int{0, maxChapter, 0}, None: maxChapter, Voters: maxChapter, Spoiled: maxChapter,
		Eligible: maxChapter, Leaders: []int{0, 18}, Winner: maxChapter - 1, How: AwaitsRunoff, Root: hash,
		Seed: []byte(long), Veto: long, Instead: new(maxChapter - 1), At: last, Settled: first}
	nth := Vote{VoteRef: ref, planned: maxChapter, Closed: last}
	result.Nonce = resultNonce(voteKey(ref), nth.planned)
	check(t, voteKey(ref), Vote{VoteRef: ref, Pages: []uint64{1, most}, Channel: most, Telling: most, Story: most, Chapter: maxChapter,
		Opened: first, Round: RoundRunoff, Before: most, Next: most, Promised: first, Closes: last,
		Extended: math.MaxInt64, Heard: last,
		Spoiled: maxChapter, Commit: hash, Closed: last, Outcome: &outcome, Result: result, planned: maxChapter,
		Question: story.Question{Text: long, FollowUp: long, Voting: rules,
			Options: []story.Option{{}, {Emoji: long}, {Text: long}, {Emoji: "a", Text: "b"}}}})
	check(t, voteKey(ref), Vote{VoteRef: ref})
	check(t, voteKey(ref), Vote{VoteRef: ref, Outcome: &Outcome{Winner: -1, Instead: new(0)}})
	check(t, voteKey(ref), Vote{VoteRef: ref, Outcome: &Outcome{}})
	check(t, pastKey(ref, maxChapter), Past{Outcome: &outcome, Message: most, Reason: long, At: first})
	check(t, pastKey(ref, 0), Past{})
	check(t, voteHeadKey(ref), voteHead{ballot.Head{Count: most, Root: hash}})
	check(t, voteHeadKey(ref), voteHead{})
	check(t, seedKey(ref), sealedSeed{[]byte(long)})
	check(t, markKey(ref, long), mark{name: long, of: most})
	check(t, sightKey(ref), sight{[]uint32{1, math.MaxUint32},
		[]Doubt{{reader, []story.Choice{story.None, math.MaxInt16}, true, math.MaxUint32}, {Voter: reader}}})
	check(t, sightKey(ref), sight{})
	check(t, nomineeKey(ref, most), nominee{Nominee{ID: most, By: reader, At: first, State: NomineeMerged, Into: most,
		Reason: long}, []byte(long)})
	check(t, nomineeKey(ref, 0), named{long, long})
	choices := []story.Choice{math.MinInt16, story.None, 0, math.MaxInt16}
	b := story.Ballot{Voter: reader, N: math.MaxUint32, Choices: choices, Cause: math.MaxUint8, At: last}
	check(t, ballotKey(ref, reader), voter{Ballot: b, seq: most, bare: choices,
		surplus: []Surplus{{math.MinInt16, math.MaxUint32, true}, {story.None, 0, false}, {}, {math.MaxInt16, 1, true}}})
	check(t, ballotKey(ref, reader), voter{Ballot: story.Ballot{Voter: reader}})
	check(t, pageKey(ref, most), page{[]JournalEntry{{Seq: most - 2, Ballot: b, before: most - 3}, {Seq: most - 1},
		{Seq: most, Ballot: b, before: most - 2}}})
	check(t, pageKey(ref, 1), page{[]JournalEntry{{Seq: 1}}})
}

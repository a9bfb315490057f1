package ballot

// A Verdict says what a tally comes to. At most one of Nobody, NoneLeads and Tie holds; if none of them does, the only
// leader has won.
type Verdict struct {
	Leaders   []int // the options with the most votes, ascending; see [Tally.Leaders]
	Tie       bool  // two options or more share the most votes: none of them has won
	Nobody    bool  // nobody voted
	NoneLeads bool  // more readers chose "none of these" than any option: no option has won
}

// Decide says what a tally comes to. "None of these" asks for something that the vote does not have; as many votes for
// it as for the leading option are therefore no tie, and do not take the win away.
func Decide(t Tally) Verdict {
	v := Verdict{Leaders: t.Leaders(), Nobody: t.Voters == 0}
	most := 0
	if len(v.Leaders) > 0 {
		most = t.Counts[v.Leaders[0]]
	}
	v.NoneLeads = !v.Nobody && t.None > most
	v.Tie = !v.Nobody && !v.NoneLeads && len(v.Leaders) > 1
	return v
}

// Winner returns the option that has won, or -1 if the verdict is that none has.
func (v Verdict) Winner() int {
	if v.Tie || v.Nobody || v.NoneLeads || len(v.Leaders) != 1 {
		return -1
	}
	return v.Leaders[0]
}

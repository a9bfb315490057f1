package gateway

import "cliffhanger/bot/sandbox/world"

// shard is [id, count] of IDENTIFY.
type shard [2]int64

func (s shard) valid() bool { return s[0] >= 0 && s[1] >= 1 && s[0] < s[1] }

// has tells whether the shard serves a server. What belongs to no server (0) belongs to shard 0.
func (s shard) has(guild world.ID) bool {
	return int64(uint64(guild)>>22%uint64(s[1])) == s[0]
}

package gateway

import (
	"encoding/json"
	"strconv"
)

// Opcodes, from the documentation's page on opcodes and status codes.
const (
	opDispatch   = 0
	opHeartbeat  = 1
	opIdentify   = 2
	opPresence   = 3
	opVoice      = 4
	opResume     = 6
	opReconnect  = 7
	opMembers    = 8
	opInvalid    = 9
	opHello      = 10
	opAck        = 11
	opSoundboard = 31
)

// Close codes, from the same page.
const (
	codeUnknownError    = 4000
	codeUnknownOpcode   = 4001
	codeDecode          = 4002
	codeNotIdentified   = 4003
	codeBadToken        = 4004
	codeIdentifiedTwice = 4005
	codeBadSequence     = 4007
	codeRateLimited     = 4008
	codeTimedOut        = 4009
	codeBadShard        = 4010
	codeShardingNeeded  = 4011
	codeBadVersion      = 4012
	codeBadIntents      = 4013
	codeForbidIntents   = 4014
)

// reason is the text Discord sends along with a close code; "" for codes that are not the gateway's own.
func reason(code int) string {
	switch code {
	case codeUnknownError:
		return "Unknown error"
	case codeUnknownOpcode:
		return "Unknown opcode"
	case codeDecode:
		return "Decode error"
	case codeNotIdentified:
		return "Not authenticated"
	case codeBadToken:
		return "Authentication failed"
	case codeIdentifiedTwice:
		return "Already authenticated"
	case codeBadSequence:
		return "Invalid seq"
	case codeRateLimited:
		return "Rate limited"
	case codeTimedOut:
		return "Session timed out"
	case codeBadShard:
		return "Invalid shard"
	case codeShardingNeeded:
		return "Sharding required"
	case codeBadVersion:
		return "Invalid API version"
	case codeBadIntents:
		return "Invalid intent(s)"
	case codeForbidIntents:
		return "Disallowed intent(s)"
	}
	return ""
}

// endsSession tells whether a session is lost when the gateway closes its connection with this code: those after
// which the documentation forbids a RESUME.
func endsSession(code int) bool {
	switch code {
	case codeBadToken, codeBadSequence, codeTimedOut, codeBadShard, codeShardingNeeded, codeBadVersion, codeBadIntents,
		codeForbidIntents:
		return true
	}
	return false
}

// Limits on what a client sends, from the documentation's pages on the gateway.
const (
	maxPayload     = 4096 // bytes
	sendsPerMinute = 120  // per connection, heartbeats included
	guildsPerShard = 2500
)

// payload is what a client sends.
type payload struct {
	Op *int            `json:"op"`
	D  json.RawMessage `json:"d"`
}

// control returns a payload that is no dispatch. d is JSON, or empty for null.
func control(op int, d string) []byte {
	if d == "" {
		d = "null"
	}
	return []byte(`{"t":null,"s":null,"op":` + strconv.Itoa(op) + `,"d":` + d + `}`)
}

// dispatch is one entry of a session's log.
type dispatch struct {
	seq  int64
	name string
	data json.RawMessage
}

func (d dispatch) payload() []byte {
	b := make([]byte, 0, len(d.data)+len(d.name)+48)
	b = append(b, `{"t":"`...)
	b = append(b, d.name...) // Discord's names are capitals and underscores
	b = append(b, `","s":`...)
	b = strconv.AppendInt(b, d.seq, 10)
	b = append(b, `,"op":0,"d":`...)
	b = append(b, d.data...)
	return append(b, '}')
}

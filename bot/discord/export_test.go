package discord

// Kept counts what the pacer remembers: lanes and windows.
func (c *Client) Kept() int {
	c.pace.mu.Lock()
	defer c.pace.mu.Unlock()
	return len(c.pace.lanes) + len(c.pace.windows)
}

// Revoked is closed when Discord has refused the token.
func (c *Client) Revoked() <-chan struct{} { return c.pace.revoked }

// Introduce tells a client who it is, as the first event does.
func Introduce(c *Client, self uint64) { c.self.Store(self) }

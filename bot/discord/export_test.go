package discord

// Kept counts what the pacer remembers: lanes and windows.
func (c *Client) Kept() int {
	c.pace.mu.Lock()
	defer c.pace.mu.Unlock()
	return len(c.pace.lanes) + len(c.pace.windows)
}

// Revoked is closed when Discord has refused the token.
func (c *Client) Revoked() <-chan struct{} { return c.pace.revoked }

package world

// A User is Discord's user object. People of the sandbox and bots are both users.
type User struct {
	ID            ID      `json:"id"`
	Username      string  `json:"username"`
	GlobalName    *string `json:"global_name"` // the name people see; null for bots
	Discriminator string  `json:"discriminator"`
	Avatar        *string `json:"avatar"`
	Bot           bool    `json:"bot,omitempty"`
	System        bool    `json:"system,omitempty"`
	Flags         int     `json:"flags"`
	PublicFlags   int     `json:"public_flags"`
}

// Name returns what people call the user.
func (u *User) Name() string {
	if u.GlobalName != nil {
		return *u.GlobalName
	}
	return u.Username
}

// A Person is somebody one can act as, or a bot, as the page lists them.
type Person struct {
	ID    ID     `json:"id"`
	Name  string `json:"name"`
	Color string `json:"color"` // a CSS colour
	Role  string `json:"role"`  // "author", "reader", "moderator" or "bot"
	Bot   bool   `json:"bot"`
}

// An App is an application and its bot user.
type App struct {
	ID   ID     `json:"id"`
	Name string `json:"name"`
	User *User  `json:"user"`
}

// account is a user as kept.
type account struct {
	User     User
	Color    string
	Role     string
	Locale   string // of their client; "" is en-US
	ClosedDM bool   // refuses direct messages of bots: 50007
}

// app is an application as kept. Token lacks the word "Bot".
type app struct {
	ID    ID
	Name  string
	User  ID
	Token string
	Flags int
}

package schedule_test

import (
	"fmt"
	"time"

	"cliffhanger/story/schedule"
)

func ExampleRule_Next() {
	r, err := schedule.Parse("mon-fri 8:00, sat 10:00")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	fmt.Println(r.Next(time.Date(2026, 11, 21, 9, 30, 0, 0, time.UTC), time.UTC))
	// Output:
	// weekdays 08:00, sat 10:00
	// 2026-11-21 10:00:00 +0000 UTC
}

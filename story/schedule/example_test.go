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

func ExamplePlan_Simulate() {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		fmt.Println(err)
		return
	}
	rule, err := schedule.Parse("tue,fri 19:00")
	if err != nil {
		fmt.Println(err)
		return
	}
	hiatus, err := schedule.ParseAdjustment("hiatus from 2026-12-20T00:00 until 2027-01-10")
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := schedule.Plan{Rule: rule, Zone: berlin}.With(hiatus)
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Date(2026, 12, 17, 12, 0, 0, 0, berlin)
	chapters := []schedule.ChapterInfo{{Number: 7, Messages: 6}, {Number: 8, Messages: 4}}
	forecast := plan.Simulate(schedule.Standing{After: now, Now: now}, chapters, 10)
	for _, d := range forecast.Drops {
		fmt.Println(d.Chapter.Number, d.Local, d.Stamp())
	}
	fmt.Println(forecast.Runway)
	// Output:
	// 7 Fri 18 Dec 2026 19:00 CET <t:1797616800:F>
	// 8 Tue 12 Jan 2027 19:00 CET <t:1799776800:F>
	// 2 chapters left, the last on Tue 12 Jan 2027; nothing for Fri 15 Jan 2027
}

// golang.org/x/time/rate and juju/ratelimit on the times that stdin gives: a line "MS KEY" each, and
// for each ".", "x" or for how many ms the request is held.
//
// usage: go_limits go-rate|traefik|krakend COUNT PER BURST
package main

import (
	"bufio"
	"fmt"
	"os"
	"strconv"
	"time"

	"github.com/juju/ratelimit"
	"golang.org/x/time/rate"
)

type stopped struct{ at time.Time }

func (clock *stopped) Now() time.Time      { return clock.at }
func (clock *stopped) Sleep(time.Duration) {}

func main() {
	count, _ := strconv.ParseFloat(os.Args[2], 64)
	per, _ := time.ParseDuration(os.Args[3])
	burst, _ := strconv.Atoi(os.Args[4])
	perSecond := count / per.Seconds()
	// As Traefik sets it up.
	maxDelay := 500 * time.Millisecond
	if perSecond >= 1 {
		maxDelay = time.Second / (time.Duration(perSecond) * 2)
	}
	clock := &stopped{}
	limiters := map[string]*rate.Limiter{}
	buckets := map[string]*ratelimit.Bucket{}
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		var ms int64
		var key string
		fmt.Sscan(lines.Text(), &ms, &key)
		clock.at = time.UnixMilli(ms)
		if limiters[key] == nil {
			limiters[key] = rate.NewLimiter(rate.Limit(perSecond), burst)
			buckets[key] = ratelimit.NewBucketWithRateAndClock(perSecond, int64(burst), clock)
		}
		passes := true
		switch os.Args[1] {
		case "go-rate":
			passes = limiters[key].AllowN(clock.at, 1)
		case "krakend":
			passes = buckets[key].TakeAvailable(1) == 1
		case "traefik":
			reservation := limiters[key].ReserveN(clock.at, 1)
			delay := reservation.DelayFrom(clock.at)
			passes = delay <= maxDelay
			if !passes {
				reservation.CancelAt(clock.at)
			} else if delay > 0 {
				fmt.Println(delay.Milliseconds())
				continue
			}
		}
		if passes {
			fmt.Println(".")
		} else {
			fmt.Println("x")
		}
	}
}

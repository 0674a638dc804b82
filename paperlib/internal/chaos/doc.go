// Package chaos kills, damages and misuses the sgnlab program, and tells what it did wrong.
//
// The program is a black box: an executable with its command line. A [Scenario] is one kind of mistreatment, such as
// killing a training at random times; a case is one run of it, whose every random choice comes from its seed. A case
// passes when the program ended with the status of an error or with the bytes of an undisturbed run, and broke nothing
// of anybody else. [Campaign.Run] shares its time between the scenarios and counts.
package chaos
